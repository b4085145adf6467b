import { globSync } from 'node:fs'
import { get, type IncomingHttpHeaders } from 'node:http'

/** Where the files of the pages and the component are written. */
export const FOLDER = new URL('../../capture/', import.meta.url)
/** The component's modules, by the names under which they are served: all of capture/ but its pages and types.ts. */
export const COMPONENT = globSync('*.ts', { cwd: FOLDER })
  .filter((name) => name !== 'types.ts')
  .map(servedName)
/** The component's languages but English, each loaded when it is chosen. */
export const LANGUAGES = globSync('words/*.ts', { cwd: FOLDER }).map(servedName)
/** The pages' modules, styles and pictures, by the names under which they are served. */
export const PAGE_FILES = globSync('pages/**/*.{ts,css,svg}', { cwd: FOLDER })
  .filter((name) => !name.endsWith('.d.ts'))
  .map(servedName)

function servedName(name: string): string {
  return name.replaceAll('\\', '/').replace(/\.ts$/, '.js')
}

export interface RawResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** As received, still encoded. */
  readonly body: Buffer
  /** Status line, headers and body. */
  readonly wireBytes: number
}

/** A request with no header but those given, and the path as written; the response is not decoded. */
export function fetchRaw(url: string, path: string, headers: Record<string, string> = {}): Promise<RawResponse> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const request = get({ hostname, port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const body = Buffer.concat(chunks)
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body,
          wireBytes: response.socket.bytesRead,
        })
      })
    })
    request.on('error', reject)
  })
}
