import { KNOWN_MODELS } from './known-models.ts'

/**
 * What a server without presentation-attack models can't see, and the one command that gets some: from where, how
 * large, under which license. The server fetches nothing by itself.
 */
export function offerModels(): string {
  const offers = Object.entries(KNOWN_MODELS).map(([set, entries]) => {
    const megabytes = entries.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
    const [{ license = '', url = '' } = {}] = entries
    const from = `${megabytes.toFixed(1)} MB from ${new URL(url).hostname}, ${license.split(' ')[0]}`
    return `"npx liveness models add ${set}" installs ${entries.length} (${from}) for the next start`
  })
  return (
    'no presentation-attack model is installed: verdicts rest on movements alone (assurance "active"), and nothing ' +
    `tells a print, a screen or a mask by its surface. ${offers.join('; ')}`
  )
}
