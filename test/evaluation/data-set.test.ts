import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readDataSet } from '../../src/evaluation/read-data-set.ts'
import { temporaryFolder } from '../server.ts'
import { writeFiles } from './folders.ts'

const film = { frames: 'film', frames_per_second: 10 }
const person = { id: 'one', subject: 'a', film }
const clips = { look_straight: film, turn_left: { frames: 'film', frames_per_second: 12 } }

function folderWith(t: TestContext, document: unknown): string {
  const folder = temporaryFolder(t)
  writeFiles(folder, { 'film/2.jpg': 'x', 'film/10.jpg': 'x', 'film/notes.txt': 'x', 'scan.png': 'x' })
  writeFiles(folder, { 'dataset.json': document, 'empty/notes.txt': 'x' })
  return folder
}

const read = (folder: string) => readDataSet(folder, join(folder, 'pictures'))

test('a data set is read with its films, clips and pictures', async (t) => {
  const obedient = {
    id: 'two',
    subject: 'b',
    groups: { skin: 'dark' },
    clips,
    habits: ['talks'],
    frames_per_second: 12,
  }
  const scan = { id: 'three', subject: 'a', attack: 'print', picture: 'scan.png' }
  const folder = folderWith(t, { name: 'people', presentations: [person, obedient, scan] })
  const { name, layout, presentations } = await read(folder)
  assert.deepEqual([name, layout], ['people', 'dataset.json'])
  const shared = { folder: join(folder, 'film'), frameCount: 2 }
  assert.deepEqual(presentations, [
    {
      ...{ id: 'one', subject: 'a', species: null, groups: {}, framesPerSecond: 10 },
      material: { film: { ...shared, framesPerSecond: 10 } },
    },
    {
      ...{ id: 'two', subject: 'b', species: null, groups: { skin: 'dark' }, framesPerSecond: 12 },
      material: {
        clips: { look_straight: { ...shared, framesPerSecond: 10 }, turn_left: { ...shared, framesPerSecond: 12 } },
        habits: ['talks'],
      },
    },
    {
      ...{ id: 'three', subject: 'a', species: 'print', groups: {}, framesPerSecond: 10 },
      material: { picture: join(folder, 'scan.png') },
    },
  ])
})

test('a folder of pictures may be a link to elsewhere', async (t) => {
  const folder = folderWith(t, { name: 'people', presentations: [{ ...person, film: { ...film, frames: 'linked' } }] })
  symlinkSync(join(folder, 'film'), join(folder, 'linked'))
  assert.equal((await read(folder)).presentations.length, 1)
})

const one = (presentation: unknown) => ({ name: 'people', presentations: [presentation] })
const many = { name: 'people', presentations: new Array(100_001).fill(person) }
const refused: [what: string, document: unknown, says: RegExp][] = [
  ['text that is no JSON', '{', /dataset\.json: .*JSON/],
  ['a list', [], /the document must be an object; it is \[\]/],
  ['no name', { presentations: [person] }, /: name must be a text of 1 to 200 characters; it is missing/],
  ['an unknown field', { ...one(person), subjects: [] }, /: subjects is not known here; there can be: name, pres/],
  ['no presentations', { name: 'people', presentations: [] }, /presentations holds no presentation/],
  ['too many presentations', many, /presentations has 100001 items; there can be 100000 at most/],
  ['an unknown field of a presentation', one({ ...person, atack: 'photo' }), /presentations\[0\]\.atack is not known/],
  ['an id twice', { name: 'people', presentations: [person, person] }, /presentations\[1\]\.id: another .* "one"/],
  ['a control character', one({ ...person, id: 'a\u001bb' }), /presentations\[0\]\.id must be a text/],
  ['a species with a space', one({ ...person, attack: 'A photo' }), /\[0\]\.attack must be a species .* "A photo"/],
  ['a group that is no text', one({ ...person, groups: { glasses: true } }), /\[0\]\.groups\.glasses must be .* true/],
  ['film and picture', one({ ...person, picture: 'scan.png' }), /\[0\] must have one of film, clips and picture/],
  ['nothing to show', one({ id: 'one', subject: 'a' }), /\[0\] must have one of film, clips and picture/],
  ['habits of a film', one({ ...person, habits: [] }), /\[0\]\.habits is for clips only/],
  ['no face at rest', one({ id: 'one', subject: 'a', clips: { smile: film } }), /clips\.look_straight is missing/],
  ['an unknown action', one({ id: 'one', subject: 'a', clips: { ...clips, wink: film } }), /clips\.wink is not known/],
  [
    'other pictures after steps of a person',
    one({ id: 'a', subject: 'a', clips: { ...clips, after_step: film } }),
    /clips\.after_step is for attacks only/,
  ],
  [
    'a person who is too late',
    one({ id: 'a', subject: 'a', clips, late_seconds: 31 }),
    /late_seconds must be a number from 0 to 30/,
  ],
  ['a film that is late', one({ ...person, late_seconds: 1 }), /\[0\]\.late_seconds is for clips only/],
  ['no action that is asked', one({ ...person, actions: [] }), /\[0\]\.actions holds no action/],
  ['an unknown action that is asked', one({ ...person, actions: ['wink'] }), /actions\[0\] must be one of turn_left/],
  ['an unknown habit', one({ id: 'a', subject: 'a', clips, habits: ['sings'] }), /habits\[0\] must be one of glances/],
  [
    'no frame rate',
    one({ ...person, film: { frames: 'film' } }),
    /film\.frames_per_second must be a number .* missing/,
  ],
  [
    'a frame rate of 0',
    one({ ...person, film: { ...film, frames_per_second: 0 } }),
    /a number from 0\.5 to 240; it is 0/,
  ],
  ['an absolute path', one({ ...person, film: { ...film, frames: '/etc' } }), /film\.frames must be a path within/],
  [
    'a path that leaves',
    one({ ...person, film: { ...film, frames: 'film/../..' } }),
    /film\.frames must be a path within/,
  ],
  ['a folder that is missing', one({ ...person, film: { ...film, frames: 'gone' } }), /film\.frames: .*gone.*ENOENT/],
  ['a folder without pictures', one({ ...person, film: { ...film, frames: 'empty' } }), /film\.frames: .* no picture/],
  [
    'a picture that is missing',
    one({ id: 'a', subject: 'a', picture: 'gone.jpg' }),
    /\[0\]\.picture: there is no file/,
  ],
  [
    'a picture of another kind',
    one({ id: 'a', subject: 'a', picture: 'a.gif' }),
    /picture must be the path of a \.jpg/,
  ],
]

for (const [what, document, says] of refused)
  test(`a data set is refused by the name of the field: ${what}`, async (t) => {
    await assert.rejects(read(folderWith(t, document)), says)
  })

test('an attack may show other pictures after steps, be late, and be asked for what is given', async (t) => {
  const shown = { ...clips, after_step: film }
  const attack = { id: 'a', subject: 'a', attack: 'swap', clips: shown, late_seconds: 4.5, actions: ['turn_left'] }
  const [read1] = (await read(folderWith(t, one(attack)))).presentations
  assert.deepEqual(read1?.actions, ['turn_left'])
  assert.ok(read1 && 'clips' in read1.material)
  assert.deepEqual([read1.material.afterStep?.frameCount, read1.material.lateSeconds], [2, 4.5])
})

test('a person may have bad light at first, and miss a step', async (t) => {
  const at_first = { ...film, seconds: 60 }
  const late = { id: 'a', subject: 'a', clips: { ...clips, at_first }, habits: ['misses_one_step'] }
  const [read1] = (await read(folderWith(t, one(late)))).presentations
  assert.ok(read1 && 'clips' in read1.material)
  assert.equal(read1.material.atFirst?.seconds, 60)
  const longer = { ...late, clips: { ...clips, at_first: { ...film, seconds: 301 } } }
  await assert.rejects(read(folderWith(t, one(longer))), /clips\.at_first\.seconds/)
})

test('more than fifty pictures after a step are refused', async (t) => {
  const clipsOf = { ...clips, after_step: { ...film, frames: 'long' } }
  const folder = folderWith(t, one({ id: 'a', subject: 'a', attack: 'swap', clips: clipsOf }))
  mkdirSync(join(folder, 'long'))
  for (let frame = 0; frame <= 50; frame++) writeFileSync(join(folder, `long/${frame}.jpg`), '')
  await assert.rejects(read(folder), /clips\.after_step has 51 pictures; there can be 50 at most/)
})

test('a film of more than ten thousand frames is refused', async (t) => {
  const folder = folderWith(t, one({ ...person, film: { ...film, frames: 'long' } }))
  mkdirSync(join(folder, 'long'))
  for (let frame = 0; frame <= 10_000; frame++) writeFileSync(join(folder, `long/${frame}.jpg`), '')
  await assert.rejects(read(folder), /presentations\[0\]\.film\.frames: .* 10001 pictures; a film has 10000 at most/)
})

test('a folder that is no data set says what one is', async (t) => {
  await assert.rejects(read(temporaryFolder(t)), /is no data set: it has no dataset\.json, .*CelebA-Spoof.*OULU-NPU/)
  await assert.rejects(read('/nowhere'), /The folder \/nowhere cannot be read \(ENOENT\)/)
})
