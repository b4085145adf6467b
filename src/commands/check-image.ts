import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { CHECK_BYTES_MAX } from '../liveness/check/check-picture.ts'
import { checkVerdict } from '../liveness/check/picture-verdict.ts'
import { backEndCheckView } from '../liveness/check/views.ts'
import { DEFAULT_POLICY } from '../liveness/decision/policy.ts'
import { openVisionPool, type VisionPool } from '../vision/pool.ts'
import { CommandError, command, FAILED, jsonOption } from './command.ts'
import { modelFolder } from './model-folder.ts'
import { printJson, table } from './print.ts'

type Checked = { file: string } & (
  | ({ message: string } & ReturnType<typeof backEndCheckView>)
  | { error: string; faces?: never }
)

export const checkImageCommand = command({
  summary: 'Measure the faces of pictures, and say what one picture can say; exit code 1 when one cannot be read',
  more:
    'JPEG, PNG or WebP. Angles are degrees: yaw to the own left, pitch up, roll clockwise.\n' +
    'docs/vision.md explains every number. With --json: one object a line.',
  arguments: ['file…'],
  options: jsonOption,
  async run({ options, arguments: files }) {
    const pool = openVisionPool({ modelFolder: modelFolder(), workers: 1, queueFramesMax: 1, log: () => {} })
    const results: Checked[] = []
    try {
      await pool.ready.catch((error: Error) => {
        throw new CommandError(`The models cannot be run: ${error.message}`)
      })
      for (const file of files) {
        const checked = await checkFile(pool, file)
        if (options.json) printJson(checked)
        results.push(checked)
      }
    } finally {
      await pool.close()
    }
    if (!options.json) console.log(asTable(results))
    return results.some((result) => 'error' in result) ? FAILED : 0
  },
})

async function checkFile(pool: VisionPool, file: string): Promise<Checked> {
  try {
    const bytes = await readPicture(file)
    const examination = await pool.examine({ bytes, describe: false, presentationAttack: true })
    const outcome = checkVerdict(examination, DEFAULT_POLICY)
    return { file, message: outcome.message, ...backEndCheckView(outcome) }
  } catch (error) {
    return { file, error: (error as Error).message }
  }
}

async function readPicture(file: string): Promise<Uint8Array<ArrayBuffer>> {
  // Opening a pipe would wait for whoever writes to it.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!(await handle.stat()).isFile()) throw new Error('This is not a file.')
    const bytes = new Uint8Array(CHECK_BYTES_MAX + 1)
    let size = 0
    for (let read = -1; read !== 0 && size < bytes.length; size += read)
      read = (await handle.read(bytes, size)).bytesRead
    if (size > CHECK_BYTES_MAX)
      throw new Error(`The file has more than the ${CHECK_BYTES_MAX} bytes that are accepted.`)
    return bytes.slice(0, size)
  } finally {
    await handle.close()
  }
}

const HEADINGS = [
  'FILE',
  'VERDICT',
  'FACE',
  'YAW',
  'PITCH',
  'ROLL',
  'EYES',
  'SIZE',
  'SHARP',
  'BRIGHT',
  'BONA FIDE',
  'SAYS',
]

function asTable(results: readonly Checked[]): string {
  return table(HEADINGS, results.flatMap(rowsOf))
}

/** A row a face, or one that says why there is none. */
function rowsOf(result: Checked): string[][] {
  if ('error' in result) return [[result.file, 'unread', ...Array(9).fill('–'), result.error]]
  const { file, verdict, message, faces } = result
  if (faces.length === 0) return [[file, verdict, ...Array(9).fill('–'), message]]
  return faces.map(({ box, pose, eyes_open, quality, passive_pad, guidance }) => [
    file,
    verdict,
    [box.x, box.y, box.width, box.height].map((pixels) => shown(pixels, 0)).join(' '),
    ...[pose.yaw, pose.pitch, pose.roll].map((degrees) => shown(degrees, 1)),
    eyes_open ? 'open' : 'closed',
    shown(quality.face_size, 2),
    shown(quality.sharpness, 0),
    shown(quality.brightness, 0),
    passive_pad.value?.toFixed(2) ?? 'no model',
    faces.length > 1 || guidance === 'ok' ? message : guidance,
  ])
}

function shown(value: number | null, decimals: number): string {
  return value?.toFixed(decimals) ?? '–'
}
