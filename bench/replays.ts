/**
 * What becomes of a drawn attacker's set of films, one for each movement, in a second session: `npm run table:replays`.
 * A first session shows them as they are, through the HTTP door and the real models; then they are sent again in
 * twenty sessions for each way to encode them, each with movements drawn at random. Last the same people themselves,
 * on another day. `npm run table:replays -- <encoding> …` prints the rows named, besides the
 * first and the last.
 */
import sharp from 'sharp'
import { addGrain } from '../examples/camera-grain.ts'
import { DRAWN_PEOPLE } from '../examples/drawn-people.ts'
import { type DrawnIdentity, drawPixels, seededRandom } from '../examples/drawn-subject.ts'
import { clopperPearson } from '../src/evaluation/clopper-pearson.ts'
import { createApiKey } from '../src/identity/create-key.ts'
import { type StepAction, stepActions } from '../src/liveness/decision/challenge.ts'
import { type Camera, capture, failedSignals, openSession, readSession } from '../test/liveness/capture-client.ts'
import { answer } from '../test/liveness/play.ts'
import { startServer } from '../test/server.ts'
import { encodings, reencode } from './reencode.ts'
import { standIn } from './stand-in.ts'

const REPLAYS = 20
const FRAMES_PER_SECOND = 10
const FILM_FRAMES = 24
const [WIDTH, HEIGHT] = [400, 300]

interface Played {
  readonly id: string
  readonly verdict: string
  readonly failed: readonly string[]
  readonly reasons: readonly string[]
}
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

/** A picture that came twice in a session would deny it. */
async function neverTheSame(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  addGrain(data, 1, Math.floor(Math.random() * 1e9))
  return new Uint8Array(await sharp(data, { raw: info }).jpeg({ quality: 95 }).toBuffer())
}

/** At rest the film goes to and fro; a movement begins when it is asked for. */
function player(films: Films, encode: (bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>): Camera {
  return async ({ shown, sinceMs, frame }) => {
    const moving = shown !== null && shown !== 'look_straight'
    const pictures = films.get(moving ? shown : 'look_straight')!
    const index = moving ? Math.floor(sinceMs / 100) % FILM_FRAMES : toAndFro(frame)
    return encode(await neverTheSame(pictures[index]!))
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

async function play(camera: Camera): Promise<Played> {
  const session = await openSession(server, key)
  await capture(server, session, camera, { framesPerSecond: FRAMES_PER_SECOND, framesMax: 601 })
  const data = await readSession(server, session)
  return { id: session.id, verdict: data.verdict, failed: failedSignals(data), reasons: data.injection.reasons }
}

/** What a replay leaves behind would help to recognize the next. */
async function leaveNothingOf(id: string): Promise<void> {
  await db.deleteFrom('posture_digest').where('session_id', '=', id).execute()
  await db.deleteFrom('frame_digest').where('session_id', '=', id).execute()
}

function print(name: string, results: readonly Played[]): void {
  const live = results.filter(({ verdict }) => verdict === 'live').length
  const spoof = results.filter(({ verdict }) => verdict === 'spoof').length
  const [low, high] = clopperPearson(live, results.length).map((bound) => (100 * bound).toFixed(0))
  const counted = (names: readonly string[]) =>
    Object.entries(Object.groupBy(names, (one) => one)).map(([one, all]) => `${one} ${all!.length}`)
  const failed = counted(results.flatMap((result) => result.failed)).join(', ')
  const reasons = counted(results.flatMap((result) => result.reasons)).join(', ')
  console.log(`${name} | ${live} of ${results.length} (${low}–${high} %) | ${spoof} | ${failed} | ${reasons}`)
}

console.log('films sent again | live | spoof | signals that failed | injection')
const people = Object.values(DRAWN_PEOPLE)
const sets: Films[] = []
const first: Played[] = []
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
  const results: Played[] = []
  for (let index = 0; index < REPLAYS; index++) {
    const replayed = await play(player(sets[index % sets.length]!, (bytes) => reencode(name, bytes)))
    await leaveNothingOf(replayed.id)
    results.push(replayed)
  }
  print(name, results)
}

/** Who comes again holds their head, eyes and mouth otherwise, and never quite still. */
function onAnotherDay(identity: DrawnIdentity, visit: number): Camera {
  const random = seededRandom(7_919 * visit)
  const around = (most: number) => (2 * random() - 1) * most
  const rest = { yaw: around(5), pitch: around(5), roll: around(3), smile: random() * 0.2, blink: random() * 0.25 }
  const drifts = [around(3), around(3), around(2)].map((most) => ({ most, speed: 0.4 + random(), phase: around(3) }))
  return async ({ shown, sinceMs, atMs, frame }) => {
    const [yaw, pitch, roll] = drifts.map(({ most, speed, phase }) => most * Math.sin((atMs / 1000) * speed + phase))
    const { jaw = 0, yawDegrees = 0, pitchDegrees = 0, smile = 0, blink = 0 } = answer(shown, sinceMs % 3_400)
    const pixels = await drawPixels({
      ...{ identity, widthPixels: WIDTH, heightPixels: HEIGHT, furnished: true, mouthOpening: jaw },
      ...{ smile: Math.max(smile, rest.smile), blink: Math.max(blink, rest.blink) },
      ...{ yawDegrees: yawDegrees + rest.yaw + yaw!, pitchDegrees: pitchDegrees + rest.pitch + pitch! },
      rollDegrees: rest.roll + roll!,
    })
    addGrain(pixels, 3, 1_000 * visit + frame)
    const picture = sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    return new Uint8Array(await picture.jpeg().toBuffer())
  }
}

const again: Played[] = []
for (let visit = 0; visit < REPLAYS; visit++)
  again.push(await play(onAnotherDay(people[visit % people.length]!, visit)))
print('the same people, on another day', again)
await context.finish()
process.exit(0)
