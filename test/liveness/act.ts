import { setTimeout as sleep } from 'node:timers/promises'
import type { TestServer } from '../server.ts'
import type { OpenSession } from './capture-client.ts'
import { subjectA } from './people.ts'
import { FRAME_MS, type Stream } from './web-socket.ts'

/**
 * Looks into the camera and does as told, on a clock of the test's own: the next frame goes when the last was looked
 * at.
 */
export async function act(
  server: TestServer,
  session: OpenSession,
  stream: Stream,
  from = 0,
  until = 200,
): Promise<number> {
  const camera = subjectA()
  let sequence = from
  for (let shownAt = from; sequence < until; sequence++) {
    const step = stream.messages.findLast(({ type }) => type === 'step' || type === 'step_done' || type === 'result')
    if (step?.type === 'result') break
    const shown = step?.type === 'step' ? step.action : null
    if (step && step.at === undefined) [step.at, shownAt] = [sequence, sequence]
    server.clock.advance(FRAME_MS)
    stream.frame(
      sequence,
      await camera({
        ...{ shown, frame: sequence },
        ...{ sinceMs: (sequence - shownAt) * FRAME_MS, atMs: sequence * FRAME_MS },
      }),
    )
    await lookedAt(server, session, sequence)
  }
  return sequence
}

/** Resolves when a frame was measured, or its session is over; rejects when neither happens. */
export async function lookedAt({ storage }: TestServer, { id }: OpenSession, sequence: number): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    const row = storage.db.selectFrom('liveness_session').select(['last_sequence', 'state']).where('id', '=', id)
    const { last_sequence, state } = await row.executeTakeFirstOrThrow()
    if (last_sequence >= sequence || state === 'decided') return
    await sleep(3)
  }
  throw new Error(`frame ${sequence} was never measured`)
}

export async function released({ storage }: TestServer, { id }: OpenSession): Promise<void> {
  const query = storage.db.selectFrom('liveness_session').select('stream_id').where('id', '=', id)
  while ((await query.executeTakeFirstOrThrow()).stream_id !== null) await sleep(3)
}
