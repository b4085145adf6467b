import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { drawSampleDataSet, type SampleOptions } from '../../examples/sample-data-set.ts'
import { temporaryFolder } from '../server.ts'

/** A lighter and a darker one: every species is drawn, and each face exchanged for the other. */
const SMALL = { people: ['subjectD', 'subjectI'], widthPixels: 120, heightPixels: 90 } as const satisfies SampleOptions

interface DataSet {
  readonly presentations: readonly {
    readonly id: string
    readonly subject: string
    readonly attack?: string
    readonly groups: Readonly<Record<string, string>>
    readonly film?: { readonly frames: string; readonly frames_per_second: number }
    readonly clips?: Readonly<Record<string, { readonly frames: string; readonly frames_per_second: number }>>
  }[]
}

const digestsOf = (folder: string): Map<string, string> =>
  new Map(
    globSync('**/*.{jpg,json}', { cwd: folder })
      .sort()
      .map((path) => [
        path,
        createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex'),
      ]),
  )

test('the sample data set names what is there, and is the same each time it is drawn', async (t) => {
  const [folder, again] = [temporaryFolder(t), temporaryFolder(t)]
  const seen: [number, number][] = []
  const counts = await drawSampleDataSet(folder, { ...SMALL, progress: (drawn, of) => seen.push([drawn, of]) })
  const files = digestsOf(folder)

  const { presentations } = JSON.parse(readFileSync(join(folder, 'dataset.json'), 'utf8')) as DataSet
  assert.equal(counts.presentations, presentations.length)
  assert.equal(counts.pictures, files.size - 1)
  assert.deepEqual(seen.at(-1), [counts.pictures, counts.pictures])
  assert.equal(new Set(presentations.map(({ id }) => id)).size, presentations.length)

  const named = new Set(
    presentations.flatMap(({ film, clips }) =>
      [film, ...Object.values(clips ?? {})].flatMap((one) => one?.frames ?? []),
    ),
  )
  const drawn = new Set([...files.keys()].map((path) => dirname(path).replaceAll('\\', '/')))
  drawn.delete('.')
  assert.deepEqual([...named].sort(), [...drawn].sort())

  const species = new Set(presentations.flatMap(({ attack }) => attack ?? []))
  assert.deepEqual([...species].sort(), ['bent-print', 'exchanged-face', 'photo', 'screen-replay', 'slides'])
  assert.deepEqual([...new Set(presentations.map(({ groups }) => groups.skin))].sort(), ['darker', 'lighter'])
  for (const { id, attack, clips, film } of presentations) {
    assert.ok(film !== undefined || clips?.look_straight !== undefined, `${id} has no face at rest`)
    if (attack === undefined && clips) assert.equal(Object.keys(clips).length, 7, `${id} lacks an action`)
  }

  await drawSampleDataSet(again, SMALL)
  assert.deepEqual(digestsOf(again), files)
})

test('no clip of the sample data set shows the same picture twice', async (t) => {
  const folder = temporaryFolder(t)
  const { pictures } = await drawSampleDataSet(folder, SMALL)
  const digests = [...digestsOf(folder)].filter(([path]) => path.endsWith('.jpg'))
  assert.equal(digests.length, pictures)
  const distinct = new Set(digests.map(([path, digest]) => `${dirname(path)} ${digest}`))
  assert.equal(distinct.size, pictures)
})

test('the command that draws the sample data set says how to be called', async () => {
  const script = join(import.meta.dirname, '../../examples/draw-dataset.ts')
  const run = (...given: string[]) => promisify(execFile)(process.execPath, [script, ...given])
  const { stdout } = await run('--help')
  assert.match(stdout, /^usage: node examples\/draw-dataset\.ts <folder>/)
  await assert.rejects(run(), { code: 2, stderr: stdout })
})
