import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { drawSubject } from '../../examples/drawn-subject.ts'
import { temporaryFolder } from '../server.ts'
import { tinyModel } from '../vision/tiny-model.ts'
import { cli, jsonLines } from './cli.ts'

/** A data folder, and a folder with a model and a manifest that names it. */
function folders(t: TestContext): { DATA_DIR: string; from: string; manifest: string } {
  const [DATA_DIR, from] = [temporaryFolder(t), temporaryFolder(t)]
  const { entry, file } = tinyModel()
  const manifest = join(from, 'manifest.json')
  writeFileSync(join(from, 'tiny.onnx'), file)
  writeFileSync(manifest, JSON.stringify([{ ...entry, bonaFideIndex: 2, url: 'https://example.org/tiny.onnx' }]))
  return { DATA_DIR, from, manifest }
}

test('a model is added from a folder, listed, verified, used and removed', async (t) => {
  const { DATA_DIR, from, manifest } = folders(t)
  const add = await cli({ DATA_DIR }, ['models', 'add', 'tiny', '--manifest', manifest, '--from', from])
  assert.equal(add.code, 0, add.err)
  assert.match(add.out, /tiny installed, sha256 [0-9a-f]{64}\n {2}license: MIT/)

  const list = jsonLines((await cli({ DATA_DIR }, ['models', 'list', '--json'])).out)
  const stateOf = (name: string) => list.find((model) => model.name === name)?.state
  assert.deepEqual([stateOf('facemesh'), stateOf('tiny')], ['bundled', 'installed'])
  assert.equal(stateOf('minifasnet-v2'), 'liveness models add minifasnet')

  writeFileSync(join(DATA_DIR, 'face.jpg'), await drawSubject())
  const checked = await cli({ DATA_DIR }, ['check-image', 'face.jpg'])
  assert.equal(checked.code, 0, checked.err)
  assert.match(checked.out, /face\.jpg +live .* 0\.\d\d +Nothing speaks against the picture/)

  assert.equal((await cli({ DATA_DIR }, ['models', 'verify'])).code, 0)
  writeFileSync(join(DATA_DIR, 'models/installed/tiny.onnx'), 'damaged')
  const verify = await cli({ DATA_DIR }, ['models', 'verify'])
  assert.equal(verify.code, 1)
  assert.match(verify.out, /tiny +damaged/)
  assert.match((await cli({ DATA_DIR }, ['check-image', 'face.jpg'])).err, /tiny is damaged: run "liveness models add"/)

  writeFileSync(join(DATA_DIR, 'models/installed/tiny.json'), '{')
  const damaged = jsonLines((await cli({ DATA_DIR }, ['models', 'list', '--json'])).out)
  assert.equal(damaged.find((model) => model.name === 'tiny')?.state, 'installed, DAMAGED')
  const unread = await cli({ DATA_DIR }, ['models', 'verify'])
  assert.equal(unread.code, 1)
  assert.match(unread.out, /tiny +damaged.*\ntiny: [^\n]*tiny\.json cannot be read/s)
  assert.equal((await cli({ DATA_DIR }, ['models', 'remove', 'tiny'])).out, 'tiny removed\n')
  const again = await cli({ DATA_DIR }, ['models', 'remove', 'tiny'])
  assert.deepEqual([again.code, /No model "tiny" is installed/.test(again.err)], [1, true])
})

test('a model that is not known, or a manifest that is wrong, says what to correct', async (t) => {
  const { DATA_DIR, from, manifest } = folders(t)
  const add = async (...words: string[]) => (await cli({ DATA_DIR }, ['models', 'add', ...words])).err
  assert.match(await add('resnet'), /There is no model "resnet" here\. Known: minifasnet/)
  assert.match(await add('tiny', '--manifest', join(from, 'none.json')), /none\.json: ENOENT/)
  assert.match(await add('other', '--manifest', manifest), /one is called "other" is expected/)
  assert.match(await add('minifasnet', '--from', from), /minifasnet-v2: there is no file .*MiniFASNetV2\.onnx/)
  writeFileSync(manifest, JSON.stringify([{ ...tinyModel().entry, url: 'https://example.org/tiny.onnx', side: 0 }]))
  assert.match(await add('tiny', '--manifest', manifest), /"tiny": "side" must be a whole number from 16 to 1024/)
})

test('check-image says of each file what it can, as a table or as JSON', async (t) => {
  const DATA_DIR = temporaryFolder(t)
  writeFileSync(join(DATA_DIR, 'turned.jpg'), await drawSubject({ yawDegrees: 20, blink: 1 }))
  writeFileSync(join(DATA_DIR, 'nobody.jpg'), await drawSubject({ faceSize: 0.001 }))
  writeFileSync(join(DATA_DIR, 'text.jpg'), 'text')
  writeFileSync(join(DATA_DIR, 'large.jpg'), Buffer.alloc(6 * 1024 * 1024 + 1))
  execFileSync('mkfifo', [join(DATA_DIR, 'pipe.jpg')])
  const files = ['turned.jpg', 'nobody.jpg', 'text.jpg', 'missing.jpg', 'large.jpg', 'pipe.jpg', '.']
  const shown = await cli({ DATA_DIR }, ['check-image', ...files])
  assert.equal(shown.code, 1)
  assert.match(shown.out, /turned\.jpg +inconclusive .* closed .* no model +No presentation-attack model is installed/)
  assert.match(shown.out, /nobody\.jpg +inconclusive .*No face was found/)
  assert.match(shown.out, /text\.jpg +unread .*not a JPEG/)
  assert.match(shown.out, /missing\.jpg +unread .*ENOENT/)
  assert.match(shown.out, /large\.jpg +unread .*more than the 6291456 bytes/)
  assert.match(shown.out, /pipe\.jpg +unread .*not a file/)
  assert.match(shown.out, /\. +unread .*not a file/)

  const [turned = {}] = jsonLines((await cli({ DATA_DIR }, ['check-image', '--json', ...files])).out)
  const [face] = turned.faces as { pose: { yaw: number }; eyes_open: boolean }[]
  assert.ok(face && Math.abs(face.pose.yaw - 20) < 6)
  assert.equal(face.eyes_open, false)
  assert.equal((await cli({ DATA_DIR }, ['check-image'])).code, 2)
})

test('check-image says that a model cannot be run', async (t) => {
  const DATA_DIR = temporaryFolder(t)
  const installed = join(DATA_DIR, 'models/installed')
  mkdirSync(installed, { recursive: true })
  const file = Buffer.from('no model')
  const entry = { ...tinyModel().entry, url: 'https://example.org/tiny.onnx', sha256: hash('sha256', file, 'hex') }
  writeFileSync(join(installed, 'tiny.onnx'), file)
  writeFileSync(join(installed, 'tiny.json'), JSON.stringify(entry))
  const { code, err } = await cli({ DATA_DIR }, ['check-image', 'face.jpg'])
  assert.deepEqual([code, /The models cannot be run: .*tiny\.onnx/.test(err)], [1, true], err)
})
