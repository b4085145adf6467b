import { readFile } from 'node:fs/promises'

const LOGO_BYTES_MAX = 256 * 1024

export interface Logo {
  readonly type: 'image/png' | 'image/svg+xml' | 'image/webp'
  readonly content: Buffer
}

/**
 * Reads the operator's logo; undefined where none is set. What it is, is read from its content. Throws a sentence that
 * names the setting where it can't be shown.
 */
export async function readLogo(path: string): Promise<Logo | undefined> {
  if (path === '') return undefined
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`OPERATOR_LOGO=${path} cannot be read: ${error.message}`)
  })
  if (content.length > LOGO_BYTES_MAX) throw new Error(`OPERATOR_LOGO=${path} is larger than ${LOGO_BYTES_MAX} bytes`)
  const type = typeOf(content)
  if (type === undefined) throw new Error(`OPERATOR_LOGO=${path} must be a PNG, SVG or WebP picture`)
  return { type, content }
}

function typeOf(content: Buffer): Logo['type'] | undefined {
  if (content.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (/^RIFF.{4}WEBP/s.test(content.subarray(0, 12).toString('latin1'))) return 'image/webp'
  return /^(?:\ufeff|\s|<\?[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*>)*<svg[\s>]/i.test(content.toString())
    ? 'image/svg+xml'
    : undefined
}
