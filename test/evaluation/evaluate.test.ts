import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { drawSubject } from '../../examples/drawn-subject.ts'
import { cli } from '../commands/cli.ts'
import { temporaryFolder } from '../server.ts'
import { writeFiles } from './folders.ts'

/** A drawn person on a film of ten pictures who follows no prompt, and a drawn photo as one picture. */
async function drawnDataSet(t: TestContext): Promise<{ DATA_DIR: string; folder: string }> {
  const folder = temporaryFolder(t)
  const size = { widthPixels: 320, heightPixels: 240 }
  for (let frame = 0; frame < 10; frame++)
    writeFiles(folder, {
      [`film/${frame}.jpg`]: await drawSubject({ ...size, seed: frame, centerX: 0.46 + frame / 100 }),
    })
  writeFiles(folder, {
    'photo.jpg': await drawSubject({ ...size, photo: { yawDegrees: 10, pitchDegrees: 0 } }),
    'dataset.json': {
      name: 'drawn <people>',
      presentations: [
        { id: 'film & all', subject: 'a', film: { frames: 'film', frames_per_second: 10 } },
        { id: 'photo', subject: 'a', attack: 'photo', picture: 'photo.jpg' },
      ],
    },
  })
  return { DATA_DIR: temporaryFolder(t), folder }
}

test('a data set is evaluated: tables, JSON, a report, limits; and what was measured is forgotten', async (t) => {
  const { DATA_DIR, folder } = await drawnDataSet(t)
  const evaluate = (...words: string[]) => cli({ DATA_DIR }, ['evaluate', folder, '--sessions', '4', ...words])

  const first = await evaluate('--report', 'report.html', '--fail-above', 'apcer.photo=1')
  assert.equal(first.code, 0, first.err)
  assert.match(first.err, /^11 of 11 pictures measured, [\d.]+ a second\n5 of 5 sessions played, [\d.]+ a second\n$/)
  assert.match(first.out, /^bpcer +0 +4 +0\.0 +0\.0 – 60\.2 +0\.0 – 100\.0$/m)
  assert.match(first.out, /^photo +single picture +1 +1 +1 +0 \(0\.0, 0\.0–97\.5\)/m)
  assert.match(first.out, /^apcer\.photo +97\.5 +100\.0 +kept$/m)

  const report = readFileSync(join(DATA_DIR, 'report.html'), 'utf8')
  assert.match(report, /<title>Evaluation of drawn &#60;people&#62;<\/title>/)
  assert.ok((report.match(/<svg/g) ?? []).length >= 3)
  assert.doesNotMatch(report, /https?:|<script|<img|<link|\burl\(|@import|javascript:|\son\w+=|src=/i)
  assert.match(report, /default-src 'none'/)
  assert.match(report, /prefers-color-scheme: dark/)

  const second = await evaluate('--json', '--fail-above', 'bpcer=0.5,apcer.photo=1,apcer=1')
  assert.equal(second.code, 1)
  assert.match(
    second.err,
    /^5 of 5 sessions played.*\nliveness: bpcer may be as high as 60\.2 %, above the limit of 50\.0 %\n$/,
  )
  const json = JSON.parse(second.out)
  assert.deepEqual(json.data_set, { name: 'drawn <people>', layout: 'dataset.json', presentations: 2, subjects: 1 })
  assert.deepEqual([json.rates.bpcer.count, json.rates.bpcer.of], [0, 4])
  assert.deepEqual(
    json.limits.map((limit: { name: string; is_above: boolean }) => [limit.name, limit.is_above]),
    [
      ['bpcer', true],
      ['apcer.photo', false],
      ['apcer', false],
    ],
  )
  assert.doesNotMatch(second.out, /[a-z][A-Z]\w*":/)
  assert.equal((await evaluate('--json')).out.replace(/"limits":\[\]/, ''), second.out.replace(/"limits":\[.*?\]/, ''))

  const forgotten = await cli({ DATA_DIR }, ['evaluate', folder, '--forget'])
  assert.equal(forgotten.out, 'Erased what was measured on 2 films and pictures.\n')
})

test('what cannot be evaluated is refused before anything is measured', async (t) => {
  const { DATA_DIR, folder } = await drawnDataSet(t)
  const refused: [words: string[], code: number, says: RegExp][] = [
    [[DATA_DIR], 1, /is no data set/],
    [[folder, '--policy', 'lenient'], 2, /There is no policy "lenient"\. There are: standard-1/],
    [[folder, '--sessions', '0'], 2, /--sessions must be a whole number from 1 to 10000/],
    [
      [folder, '--fail-above', 'apcer.mask=0.1'],
      2,
      /--fail-above: "apcer\.mask" is no rate of this data set\. There are: bp/,
    ],
  ]
  const finished = await Promise.all(refused.map(([words]) => cli({ DATA_DIR }, ['evaluate', ...words])))
  for (const [index, [, code, says]] of refused.entries()) {
    assert.equal(finished[index]!.code, code)
    assert.match(finished[index]!.err, says)
    assert.doesNotMatch(finished[index]!.err, /measured/)
  }
})
