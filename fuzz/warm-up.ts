import type { Picture } from './pictures.ts'
import type { FuzzedServer } from './server-process.ts'

const ROUNDS = 10
const REST_MS = 500

/** Sends whole pictures and waits for the models, so that memory is at the level that the server works at. */
export async function warmUp({ url, key }: FuzzedServer, pictures: readonly Picture[]): Promise<void> {
  const ready = async () => (await fetch(`${url}/readyz`)).status === 200
  while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 100))
  const small = pictures.filter(({ bytes }) => bytes.length > 3_000)
  for (let round = 0; round < ROUNDS; round++)
    await Promise.all(
      small.map(async ({ type, bytes }) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': type }
        await (await fetch(`${url}/liveness/check`, { method: 'POST', headers, body: Uint8Array.from(bytes) })).text()
      }),
    )
  await new Promise((resolve) => setTimeout(resolve, REST_MS))
}
