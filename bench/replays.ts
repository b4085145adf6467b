/**
 * What becomes of a drawn attacker's set of films, one for each movement, in a second session: `npm run table:replays`.
 * A first session shows them as they are, through the HTTP door and the real models; then they are sent again in
 * twenty sessions for each way to encode them, each with movements drawn at random. Last the same people themselves,
 * on another day. `npm run table:replays -- <encoding> …` prints the rows named.
 */
import sharp from 'sharp'
import { addGrain } from '../examples/camera-grain.ts'
import { DRAWN_PEOPLE } from '../examples/drawn-people.ts'
import { type DrawnIdentity, drawPixels } from '../examples/drawn-subject.ts'
import { clopperPearson } from '../src/evaluation/clopper-pearson.ts'
import { createApiKey } from '../src/identity/create-key.ts'
import { type StepAction, stepActions } from '../src/liveness/decision/challenge.ts'
import { drawnCamera, obedient } from '../test/liveness/cameras.ts'
import { type Camera, capture, failedSignals, openSession, readSession } from '../test/liveness/capture-client.ts'
import { answer } from '../test/liveness/play.ts'
import { startServer } from '../test/server.ts'
import { encodings, reencode } from './reencode.ts'
import { standIn } from './stand-in.ts'

const REPLAYS = 20
const FRAMES_PER_SECOND = 10
const FILM_FRAMES = 24
const [WIDTH, HEIGHT] = [400, 300]

type Films = ReadonlyMap<StepAction, readonly Uint8Array[]>

/** The films hold what a person does besides: none of it comes twice by itself. */
async function film(identity: DrawnIdentity, action: StepAction, seed: number): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = []
  for (let frame = 0; frame < FILM_FRAMES; frame++) {
    const { jaw = 0, yawDegrees = 0, pitchDegrees = 0, ...rest } = answer(action, frame * 100 + 400)
    const sway = (speed: number) => Math.sin(seed + (frame + 7 * seed) * speed)
    const pixels = await drawPixels({
      ...{ identity, widthPixels: WIDTH, heightPixels: HEIGHT, furnished: true, mouthOpening: jaw, ...rest },
      ...{ yawDegrees: yawDegrees + 0.8 * sway(0.3), pitchDegrees: pitchDegrees + 0.8 * sway(0.23) },
      ...{ rollDegrees: 0.5 * sway(0.17), centerX: 0.5 + 0.005 * sway(0.2) },
    })
    addGrain(pixels, 3, 1000 * seed + frame)
    frames.push(
      await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
        .jpeg()
        .toBuffer(),
    )
  }
  return frames
}

/** At rest the film goes to and fro; a movement begins when it is asked for. */
function player(films: Films, encode: (bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>): Camera {
  return ({ shown, sinceMs, frame }) => {
    const moving = shown !== null && shown !== 'look_straight'
    const pictures = films.get(moving ? shown : 'look_straight')!
    const index = moving ? Math.floor(sinceMs / 100) % FILM_FRAMES : toAndFro(frame)
    return encode(pictures[index]!)
  }
}

const toAndFro = (frame: number) => {
  const swing = frame % (2 * FILM_FRAMES - 2)
  return swing < FILM_FRAMES ? swing : 2 * FILM_FRAMES - 2 - swing
}

const context = standIn()
const server = await startServer(context, {
  FILM_DAYS: '30',
  LIVENESS_FAILURES_MAX: '1000',
  LIVENESS_SESSION_SECONDS: '60',
})
const { db } = server.storage
const { key } = await createApiKey({ db, clock: server.clock }, 'table')

async function play(camera: Camera): Promise<{ id: string; verdict: string; failed: string }> {
  const session = await openSession(server, key)
  await capture(server, session, camera, { framesPerSecond: FRAMES_PER_SECOND, framesMax: 601 })
  const data = await readSession(server, session)
  return { id: session.id, verdict: data.verdict, failed: failedSignals(data).join(', ') }
}

/** What a replay leaves behind would help to recognize the next. */
async function leaveNothingOf(id: string): Promise<void> {
  await db.deleteFrom('posture_digest').where('session_id', '=', id).execute()
  await db.deleteFrom('frame_digest').where('session_id', '=', id).execute()
}

function print(name: string, results: readonly { verdict: string; failed: string }[]): void {
  const live = results.filter(({ verdict }) => verdict === 'live').length
  const spoof = results.filter(({ verdict }) => verdict === 'spoof').length
  const [low, high] = clopperPearson(live, results.length).map((bound) => (100 * bound).toFixed(0))
  const failed = [...new Set(results.map((result) => result.failed).filter(Boolean))].join('; ')
  console.log(`${name} | ${live} of ${results.length} (${low}–${high} %) | ${spoof} | ${failed}`)
}

console.log('films sent again | live | spoof | signals that failed')
const people = Object.values(DRAWN_PEOPLE)
const sets: Films[] = []
const first: Awaited<ReturnType<typeof play>>[] = []
for (const [person, identity] of people.entries()) {
  const films = new Map<StepAction, Uint8Array[]>()
  for (const [index, action] of stepActions.entries())
    films.set(action, await film(identity, action, person * 10 + index))
  sets.push(films)
  first.push(await play(player(films, async (bytes) => Uint8Array.from(bytes))))
}
print('for the first time', first)
const chosen = process.argv.slice(2)
for (const name of Object.keys(encodings)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  const results: Awaited<ReturnType<typeof play>>[] = []
  for (let index = 0; index < REPLAYS; index++) {
    const replayed = await play(player(sets[index % sets.length]!, (bytes) => reencode(name, bytes)))
    await leaveNothingOf(replayed.id)
    results.push(replayed)
  }
  print(name, results)
}

const again: Awaited<ReturnType<typeof play>>[] = []
for (let index = 0; index < REPLAYS; index++) {
  const tilt = ((index * 37) % 11) - 5
  const camera = drawnCamera(
    people[index % people.length]!,
    { width: WIDTH, height: HEIGHT, seed: 900 + index },
    (now) => {
      const { yawDegrees = 0, pitchDegrees = 0, ...rest } = obedient(now)
      return { ...rest, yawDegrees: yawDegrees + tilt / 2, pitchDegrees: pitchDegrees + tilt }
    },
  )
  again.push(await play(camera))
}
print('the same people, on another day', again)
await context.finish()
process.exit(0)
