import type { Config } from '../../config.ts'

/** Who signs: the server's public address or, without one, this machine's. Never what a caller says in `Host`. */
export function issuerOf({ PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>, port: number | undefined): string {
  return PUBLIC_URL || `http://localhost:${port}`
}
