import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { drawSubject } from '../../examples/drawn-subject.ts'
import type { Presentation } from '../../src/evaluation/data-set.ts'
import { engineVersion } from '../../src/evaluation/engine-version.ts'
import { forgetObservations, openKeptObservations, readKeptFile } from '../../src/evaluation/keep-observations.ts'
import { observeDataSet } from '../../src/evaluation/observe-data-set.ts'
import type { Observation } from '../../src/vision/observation.ts'
import { engine } from '../engine.ts'
import { temporaryFolder } from '../server.ts'
import { writeFiles } from './folders.ts'

const drawn = await Promise.all(
  [0, 3, 6].map((yawDegrees) => drawSubject({ yawDegrees, widthPixels: 320, heightPixels: 240 })),
)

/** Two films of three and two frames, and a place to keep what is measured on them. */
async function twoFilms(t: TestContext) {
  const [folder, observations] = [temporaryFolder(t), join(temporaryFolder(t), 'kept')]
  writeFiles(folder, { 'a/1.jpg': drawn[0], 'a/2.jpg': drawn[1], 'a/3.jpg': drawn[2] })
  writeFiles(folder, { 'b/1.jpg': drawn[2], 'b/2.jpg': drawn[0] })
  const presentations = ['a', 'b'].map((id): Presentation => {
    const film = { folder: join(folder, id), frameCount: 2, framesPerSecond: 10 }
    return { id, subject: id, species: null, groups: {}, framesPerSecond: 10, material: { film } }
  })
  let measured = 0
  const observe: typeof engine.observe = (request) => {
    measured++
    return engine.observe(request)
  }
  /** How many pictures were measured, and by source what is kept. */
  async function run(of = presentations, by = 'an engine of 64 hex digits') {
    measured = 0
    const kept = await openKeptObservations(observations, folder, Buffer.from(by).toString('hex'))
    const openVision = async () => ({ observe, close: async () => {} })
    const keptFiles = await observeDataSet({ kept, openVision, workers: 2, observed: () => {} }, of)
    const loaded: Record<string, Observation[] | null> = {}
    for (const [source, file] of keptFiles) loaded[source.slice(-1)] = await readKeptFile(file)
    return { measured, loaded }
  }
  const files = () =>
    readdirSync(observations).flatMap((set) =>
      readdirSync(join(observations, set)).map((name) => join(observations, set, name)),
    )
  return { folder, observations, presentations, run, files }
}

test('pictures are measured once, and what is read back is exactly what was measured', async (t) => {
  const { run } = await twoFilms(t)
  const first = await run()
  assert.equal(first.measured, 5)
  const direct = await engine.observe({
    bytes: drawn[0]!,
    crop: null,
    detect: true,
    describe: true,
    presentationAttack: true,
    unwrap: true,
  })
  assert.ok(direct.face?.description?.length === 1024)
  assert.deepEqual(first.loaded.a?.[0], direct)
  const second = await run()
  assert.equal(second.measured, 0)
  assert.deepEqual(second.loaded, first.loaded)
})

test('nobody else may read what is kept', async (t) => {
  const { run, files, observations } = await twoFilms(t)
  await run()
  const mode = (path: string) => statSync(path).mode & 0o777
  assert.equal(files().length, 2)
  for (const file of files()) assert.equal(mode(file), 0o600)
  for (const folder of [observations, join(observations, readdirSync(observations)[0]!)])
    assert.equal(mode(folder), 0o700)
})

test('a damaged or cut file is measured again, and no other', async (t) => {
  const { run, files } = await twoFilms(t)
  const { loaded } = await run()
  const longest = files().toSorted((a, b) => statSync(b).size - statSync(a).size)[0]!
  const bytes = readFileSync(longest)
  bytes[1000]! ^= 1
  writeFileSync(longest, bytes)
  const again = await run()
  assert.deepEqual([again.measured, again.loaded], [3, loaded])
  writeFileSync(longest, bytes.subarray(0, 500))
  assert.equal((await run()).measured, 3)
})

test('another engine, or a picture that changed, is measured anew', async (t) => {
  const { run, folder } = await twoFilms(t)
  await run()
  assert.equal((await run(undefined, 'another engine')).measured, 5)
  assert.equal((await run()).measured, 0)
  writeFiles(folder, { 'b/2.jpg': drawn[1] })
  assert.equal((await run()).measured, 2)
})

test('a film that leaves the data set is forgotten, and --forget forgets all, with the pictures gone', async (t) => {
  const { run, files, presentations, folder, observations } = await twoFilms(t)
  await run()
  assert.equal(files().length, 2)
  await run(presentations.slice(0, 1))
  assert.equal(files().length, 1)
  rmSync(folder, { recursive: true })
  assert.equal(await forgetObservations(observations, folder), 1)
  assert.deepEqual(readdirSync(observations), [])
  assert.equal(await forgetObservations(observations, folder), 0)
})

test('a picture that cannot be measured stops the evaluation by its name', async (t) => {
  const { run, folder } = await twoFilms(t)
  writeFiles(folder, { 'b/2.jpg': 'no picture' })
  await assert.rejects(run(), /b\/2\.jpg cannot be measured: .*not a JPEG/)
})

test('the engine is known by its models and by its program', async () => {
  const plain = await engineVersion([])
  assert.match(plain, /^[0-9a-f]{64}$/)
  assert.equal(await engineVersion([]), plain)
  assert.notEqual(await engineVersion([{ sha256: 'another' }]), plain)
})

test('what a killed process left unfinished is erased, and what another one is writing is not', async (t) => {
  const { run, files } = await twoFilms(t)
  await run()
  const [kept] = files()
  const ended = spawnSync(process.execPath, ['--version']).pid
  writeFileSync(`${kept}.${ended}`, 'half of a film')
  writeFileSync(`${kept}.${process.pid}`, 'half of a film')
  await run()
  assert.deepEqual(
    files().filter((file) => !file.endsWith('.observed')),
    [`${kept}.${process.pid}`],
  )
})

test('measurements that cannot be kept are said with their place, and nothing of them is left', async (t) => {
  const [folder, data] = [join(temporaryFolder(t), 'kept'), temporaryFolder(t)]
  const kept = await openKeptObservations(folder, data, 'e'.repeat(16))
  const film = 'f'.repeat(64)
  // A folder is in the way of the file, as a full disk would be: the superuser may write anywhere else.
  mkdirSync(join(kept.fileOf(film), 'in the way'), { recursive: true })
  await assert.rejects(kept.store(film, []), /^Error: Measurements cannot be kept in .*kept.*; --observations names/)
  assert.deepEqual(readdirSync(join(kept.fileOf(film), '..')), [basename(kept.fileOf(film))])
})
