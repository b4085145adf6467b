import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readDataSet } from '../../src/evaluation/read-data-set.ts'
import { temporaryFolder } from '../server.ts'
import { writeFiles } from './folders.ts'

test('a folder laid out as OULU-NPU is read: file 1 is bona fide, 2 and 3 are prints, 4 and 5 replays', async (t) => {
  const folder = temporaryFolder(t)
  for (const file of [1, 2, 3, 4, 5]) writeFiles(folder, { [`Dev_files/6_3_21_${file}/001.jpg`]: 'x' })
  writeFiles(folder, {
    'Test_files/1_1_36_1/001.jpg': 'x',
    'Test_files/1_1_36_1.avi': 'x',
    'Test_files/1_1_36_1.txt': 'x',
  })
  const { layout, presentations } = await readDataSet(folder, join(folder, 'pictures'))
  assert.equal(layout, 'OULU-NPU')
  assert.deepEqual(
    presentations.map(({ id, subject, species }) => [id, subject, species]),
    [
      ['1_1_36_1', '36', null],
      ['6_3_21_1', '21', null],
      ['6_3_21_2', '21', 'print'],
      ['6_3_21_3', '21', 'print'],
      ['6_3_21_4', '21', 'video-replay'],
      ['6_3_21_5', '21', 'video-replay'],
    ],
  )
  const [first] = presentations
  assert.deepEqual(first?.groups, { phone: '1', session: '1' })
  assert.deepEqual(first?.material, {
    film: { folder: join(folder, 'Test_files/1_1_36_1'), frameCount: 1, framesPerSecond: 30 },
  })
})

/** What finds programs, for one test. */
function setPath(t: TestContext, path: string): void {
  const before = process.env.PATH
  process.env.PATH = path
  t.after(() => {
    process.env.PATH = before
  })
}

test('films of OULU-NPU have their pictures extracted once, by ffmpeg', async (t) => {
  const [folder, programs, pictures] = [temporaryFolder(t), temporaryFolder(t), join(temporaryFolder(t), 'pictures')]
  writeFiles(folder, { '1_1_01_1.avi': 'a film' })
  // In place of ffmpeg: writes what it was asked for to two pictures of the folder that its last argument names.
  const script =
    '#!/bin/sh\nfor last; do :; done\nfolder=$(dirname "$last")\necho "$@" > "$folder/1.jpg"\necho > "$folder/2.jpg"\n'
  writeFiles(programs, { ffmpeg: script })
  chmodSync(join(programs, 'ffmpeg'), 0o755)
  setPath(t, `${programs}:${process.env.PATH}`)
  const { presentations } = await readDataSet(folder, pictures)
  const film = { folder: join(pictures, '1_1_01_1'), frameCount: 2, framesPerSecond: 10 }
  assert.deepEqual(presentations[0]?.material, { film })
  setPath(t, '')
  assert.deepEqual((await readDataSet(folder, pictures)).presentations, presentations)
})

test('without ffmpeg a film is refused with the command to run elsewhere', async (t) => {
  const folder = temporaryFolder(t)
  writeFiles(folder, { '1_1_01_1.avi': 'a film' })
  setPath(t, '')
  await assert.rejects(
    readDataSet(folder, join(folder, 'pictures')),
    /no ffmpeg on the PATH .*ffmpeg -i .*1_1_01_1\.avi/,
  )
})

const labelsOf = (type: unknown) => Array.from({ length: 44 }, (_, index) => (index === 40 ? type : 0))

test('a folder laid out as CelebA-Spoof is read: the label at 40 is the species', async (t) => {
  const folder = temporaryFolder(t)
  writeFiles(folder, {
    'metas/intra_test/test_label.json': {
      'Data/test/4980/live/000001.jpg': labelsOf(0),
      'Data/test/4980/spoof/000002.png': labelsOf(1),
      'Data/test/7/spoof/000003.png': labelsOf(10),
    },
    'metas/intra_test/train_label.json': { 'Data/train/1/live/000001.jpg': labelsOf(0) },
  })
  const { layout, presentations } = await readDataSet(folder, join(folder, 'pictures'))
  assert.equal(layout, 'CelebA-Spoof')
  assert.deepEqual(
    presentations.map(({ subject, species, material }) => [subject, species, material]),
    [
      ['4980', null, { picture: join(folder, 'Data/test/4980/live/000001.jpg') }],
      ['4980', 'photo', { picture: join(folder, 'Data/test/4980/spoof/000002.png') }],
      ['7', 'mask-3d', { picture: join(folder, 'Data/test/7/spoof/000003.png') }],
    ],
  )
})

const wrong: [what: string, labels: unknown, says: RegExp][] = [
  ['a path that leaves', { 'Data/test/../live/1.jpg': labelsOf(0) }, /is not of the form Data\/test\/<subject>/],
  [
    'a type that there is not',
    { 'Data/test/1/live/1.jpg': labelsOf(11) },
    /1\.jpg\[40\] must be a number from 0 to 10/,
  ],
  ['a type that is not whole', { 'Data/test/1/live/1.jpg': labelsOf(0.5) }, /1\.jpg\[40\] must be a whole number/],
  ['too few labels', { 'Data/test/1/live/1.jpg': [1] }, /1\.jpg\[40\] must be a number from 0 to 10; it is missing/],
  ['no picture', {}, /it has no picture/],
]

for (const [what, labels, says] of wrong)
  test(`labels as those of CelebA-Spoof are refused: ${what}`, async (t) => {
    const folder = temporaryFolder(t)
    writeFiles(folder, { 'metas/intra_test/test_label.json': labels })
    await assert.rejects(readDataSet(folder, join(folder, 'pictures')), says)
  })
