import type { Config } from '../config.ts'

/** A page with the address by which clients reach the server, where it is set. */
export function dressPage(html: string, { PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>): string {
  return html.replace('name="public-url" content=""', () => `name="public-url" content="${PUBLIC_URL}"`)
}
