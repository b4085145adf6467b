import assert from 'node:assert/strict'
import type { TestServer } from '../server.ts'
import { type Camera, capture, type OpenSession, openSession, readSession } from './capture-client.ts'
import { subjectA } from './people.ts'

/** A camera, and every picture that it has given. */
export function recording(camera: Camera): { camera: Camera; recorded: Uint8Array<ArrayBuffer>[] } {
  const recorded: Uint8Array<ArrayBuffer>[] = []
  return {
    recorded,
    camera: async (now) => {
      const picture = await camera(now)
      recorded.push(picture.slice())
      return picture
    },
  }
}

/** A session that an honest person passes, and every picture of it, as an attacker might have recorded them. */
export async function recordSession(
  server: TestServer,
  key: string,
): Promise<{ session: OpenSession; recorded: readonly Uint8Array<ArrayBuffer>[] }> {
  const { camera, recorded } = recording(subjectA())
  const session = await openSession(server, key, { subject: 'victim', actions: ['turn_left'] })
  await capture(server, session, camera)
  assert.equal((await readSession(server, session)).verdict, 'live')
  return { session, recorded }
}
