import { seededRandom } from '../examples/drawn-subject.ts'
import { createApiKey } from '../src/identity/create-key.ts'
import { capture, FRAMES_PER_SECOND, openSession, readSession } from '../test/liveness/capture-client.ts'
import { actionSets, conditionNames, honestCase, people } from '../test/liveness/conditions.ts'
import { startServer } from '../test/server.ts'
import { standIn } from './stand-in.ts'

/**
 * Every person under every condition, both sets of actions, through the HTTP door and the real models:
 * `npm run table:honest [-- person …]`. Prints one line a person and condition, with the least margin of each signal.
 */
const chosen = process.argv.slice(2)
const context = standIn()
const server = await startServer(context, { LIVENESS_FAILURES_MAX: '1000' })
const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'table')
const total = { live: 0, spoof: 0, inconclusive: 0 }
console.log('person | condition | live | spoof | inconclusive | depth ≥ | continuity ≥ | quality ≥ | seconds')
for (const person of people.filter((name) => chosen.length === 0 || chosen.includes(name)))
  for (const condition of conditionNames) {
    const verdicts = { live: 0, spoof: 0, inconclusive: 0 }
    const least: Record<string, number> = {}
    const notes: string[] = []
    let longest = 0
    for (const [index, actions] of actionSets.entries()) {
      const { camera, options } = honestCase(person, condition, actions)
      const session = await openSession(server, key, { actions })
      const { frames } = await capture(server, session, camera, { ...options, random: seededRandom(index + 7) })
      longest = Math.max(longest, frames / (options.framesPerSecond ?? FRAMES_PER_SECOND))
      const data = await readSession(server, session)
      verdicts[data.verdict as keyof typeof verdicts]++
      for (const { name, value } of data.signals) least[name] = Math.min(least[name] ?? 9, value ?? 9)
      if (data.verdict !== 'live')
        notes.push(
          `${data.hint} ${JSON.stringify(data.signals.filter((s: { state: string }) => s.state !== 'passed').map((s: { name: string; value: number }) => [s.name, s.value]))} ${JSON.stringify(data.steps.map((s: { action: string; state: string }) => `${s.action}:${s.state}`))}`,
        )
    }
    for (const verdict of ['live', 'spoof', 'inconclusive'] as const) total[verdict] += verdicts[verdict]
    const shown = ['depth', 'continuity', 'quality'].map((name) => least[name]?.toFixed(2))
    console.log(
      [
        person,
        condition,
        verdicts.live,
        verdicts.spoof,
        verdicts.inconclusive,
        ...shown,
        longest.toFixed(0),
        ...notes,
      ].join(' | '),
    )
  }
console.log(`\n${total.live} live, ${total.spoof} spoof, ${total.inconclusive} inconclusive`)
await context.finish()
