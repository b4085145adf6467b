/**
 * How often drawn people who do as asked pass at the first try, in situations that people get into:
 *
 *   npm run table:honest -- <folder>
 *
 * Draws into the folder what is not there yet, as a data set for `liveness evaluate`, and plays fifteen sessions of
 * each person. The same people and seed give the same numbers.
 */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { addGrain } from '../examples/camera-grain.ts'
import { FRAMES_PER_SECOND, obedientClip } from '../examples/drawn-films.ts'
import { DRAWN_PEOPLE } from '../examples/drawn-people.ts'
import { type DrawnIdentity, drawPixels } from '../examples/drawn-subject.ts'
import { evaluateDataSet } from '../src/commands/evaluate-data-set.ts'
import { table } from '../src/commands/print.ts'
import { openProgressLine } from '../src/commands/progress-line.ts'
import { inParallel } from '../src/evaluation/in-parallel.ts'
import { readDataSet } from '../src/evaluation/read-data-set.ts'
import { type StepAction, stepActions } from '../src/liveness/decision/challenge.ts'
import { DEFAULT_POLICY } from '../src/liveness/decision/policy.ts'
import { loadConfig } from '../src/load-config.ts'

const [WIDTH, HEIGHT] = [400, 300]
const SESSIONS = 15
const BAD_LIGHT_SECONDS = 60
/** What little light leaves of a picture's values, before the camera's noise: no face can be found in it. */
const DARK = 0.02
const NOISE = { light: 1.5, dark: 4 }

const [folder] = process.argv.slice(2)
if (!folder) {
  console.error('usage: npm run table:honest -- <folder>')
  process.exit(2)
}

const dark = { frames_per_second: FRAMES_PER_SECOND, seconds: BAD_LIGHT_SECONDS }
const situations = {
  'does as asked': () => ({}),
  'a first minute of bad light': (name: string) => ({ at_first: { ...dark, frames: `${name}/dark` } }),
  'begins 5 s late, once': () => ({ habits: ['begins_late_once'] }),
  'begins 2.5 s late, always': () => ({ late_seconds: 2.5 }),
  'misses one step': () => ({ habits: ['misses_one_step'] }),
} as const

await draw(folder)
const { DATA_DIR, LIVENESS_STEPS, LIVENESS_SESSION_SECONDS } = loadConfig()
const { groups } = await evaluateDataSet(await readDataSet(folder, folder), {
  ...{ folder, observations: join(DATA_DIR, 'evaluation'), policy: DEFAULT_POLICY, seed: 1, limits: [] },
  ...{
    steps: LIVENESS_STEPS,
    seconds: LIVENESS_SESSION_SECONDS,
    sessionsPerFilm: SESSIONS,
    sessionsPerClips: SESSIONS,
  },
})
const percent = (value: number) => (value * 100).toFixed(1)
console.log(
  table(
    ['SITUATION', 'SESSIONS', 'LIVE AT THE FIRST TRY', 'SPOOF', 'DENIED BY'],
    groups
      .filter(({ name }) => name === 'situation')
      .map(({ value, row: { sessions, verdict, signals } }) => {
        const { count, interval } = verdict.live
        const denied = Object.entries(signals).filter(([, { denies }]) => denies.count > 0)
        return [
          ...[value, String(sessions), `${count} (${interval.map(percent).join('–')} %)`, String(verdict.spoof.count)],
          denied.map(([name, { denies }]) => `${name} ${denies.count}`).join(', '),
        ]
      }),
  ),
)

async function draw(into: string): Promise<void> {
  const films = Object.entries(DRAWN_PEOPLE).flatMap(([name, identity]) => [
    ...stepActions.map((action) => ({ ...{ name, identity, action }, frames: `${name}/${action}`, share: 1 })),
    { ...{ name, identity, action: 'look_straight' as StepAction }, frames: `${name}/dark`, share: DARK },
  ])
  const missing = films.filter(({ frames }) => !existsSync(join(into, frames)))
  const progress = openProgressLine('films drawn')
  let drawn = 0
  await inParallel(missing, 2, async (film) => {
    await drawFilm(into, film)
    progress.show(++drawn, missing.length)
  })
  progress.end()
  const presentations = Object.entries(situations).flatMap(([situation, fields]) =>
    Object.keys(DRAWN_PEOPLE).map((name) => {
      const { at_first, ...more }: Record<string, unknown> = fields(name)
      const clips = Object.fromEntries(
        stepActions.map((action) => [action, { frames: `${name}/${action}`, frames_per_second: FRAMES_PER_SECOND }]),
      )
      return {
        ...{ id: `${name}, ${situation}`, subject: name, groups: { situation } },
        ...{ clips: { ...clips, ...(at_first ? { at_first } : {}) }, ...more },
      }
    }),
  )
  await writeFile(join(into, 'dataset.json'), `${JSON.stringify({ name: 'first try', presentations }, null, 2)}\n`)
}

async function drawFilm(
  into: string,
  film: { identity: DrawnIdentity; action: StepAction; frames: string; share: number },
): Promise<void> {
  const { frameCount, frame } = obedientClip(film.action)
  await mkdir(join(into, film.frames), { recursive: true })
  for (let index = 0; index < frameCount; index++) {
    const picture = await frame(async (given) => {
      const pixels = await drawPixels({ widthPixels: WIDTH, heightPixels: HEIGHT, identity: film.identity, ...given })
      for (let at = 0; at < pixels.length; at++) pixels[at] = pixels[at]! * film.share
      addGrain(pixels, film.share < 1 ? NOISE.dark : NOISE.light, index + 1)
      const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const
      return new Uint8Array(await sharp(pixels, { raw }).jpeg({ quality: 85 }).toBuffer())
    }, index)
    await writeFile(join(into, film.frames, `${String(index).padStart(3, '0')}.jpg`), picture)
  }
}
