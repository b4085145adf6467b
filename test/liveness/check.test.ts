import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import { drawSubject } from '../../examples/drawn-subject.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { checkVerdict } from '../../src/liveness/check/picture-verdict.ts'
import { DEFAULT_POLICY } from '../../src/liveness/decision/policy.ts'
import { addModels } from '../../src/vision/models/add-models.ts'
import type { FaceObservation } from '../../src/vision/observation.ts'
import { openVisionPool, type VisionPool } from '../../src/vision/pool.ts'
import { visionError } from '../../src/vision/vision-error.ts'
import { engine } from '../engine.ts'
import { beginBody } from '../http/raw.ts'
import { signUp, startServer, type TestServer, temporaryFolder } from '../server.ts'
import { tinyModel } from '../vision/tiny-model.ts'

const JPEG = { 'content-type': 'image/jpeg' }

async function backEnd(server: TestServer): Promise<Record<string, string>> {
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'test')
  return { ...JPEG, authorization: `Bearer ${key}` }
}

/** An engine with a real, if simple, presentation-attack model: bona fide is where one color outweighs the others. */
async function engineWith(t: TestContext, bonaFideIndex: number): Promise<VisionPool> {
  const [modelFolder, from] = [temporaryFolder(t), temporaryFolder(t)]
  const { entry, file } = tinyModel()
  writeFileSync(join(from, 'tiny.onnx'), file)
  await addModels(modelFolder, [{ ...entry, bonaFideIndex, url: 'https://example.org/tiny.onnx' }], { from })
  const pool = openVisionPool({ modelFolder, workers: 1, queueFramesMax: 4, log: () => {} })
  t.after(() => pool.close())
  return pool
}

const [BLUE, RED] = [0, 2]

test('a back end sees what was measured on a picture, and that no model decides without being installed', async (t) => {
  const server = await startServer(t)
  const headers = await backEnd(server)
  const { status, json } = await server.request('POST', '/liveness/check', {
    body: await drawSubject({ yawDegrees: 15 }),
    headers,
  })
  assert.equal(status, 200)
  assert.equal(json.data.verdict, 'inconclusive')
  assert.match(json.message, /No presentation-attack model is installed/)
  const [face] = json.data.faces
  assert.equal(json.data.faces.length, 1)
  assert.ok(Math.abs(face.pose.yaw - 15) < 6)
  assert.equal(face.eyes_open, true)
  assert.equal(face.guidance, 'ok')
  assert.deepEqual(face.passive_pad, { state: 'not_measured', value: null, threshold: 0.5 })
  assert.deepEqual(Object.keys(face.quality), ['face_size', 'sharpness', 'brightness', 'evenness', 'in_view'])
})

test('closed eyes are detected', async (t) => {
  const server = await startServer(t)
  const headers = await backEnd(server)
  const { json } = await server.request('POST', '/liveness/check', { body: await drawSubject({ blink: 1 }), headers })
  assert.equal(json.data.faces[0].eyes_open, false)
})

test('a person sees where the face is and what to do better, and no value at all', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const dark = await drawSubject({ light: 0.045, noise: 3 })
  const { status, json, text } = await server.request('POST', '/liveness/check', { body: dark, headers: JPEG, cookie })
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(json.data.faces[0]), ['box', 'guidance'])
  assert.equal(json.data.faces[0].guidance, 'too_dark')
  assert.equal(json.message, 'Find more light')
  assert.doesNotMatch(text, /threshold|confidence|passive|sharpness/)
})

test('with a model installed one good picture is called live or a spoof by its score', async (t) => {
  const body = await drawSubject()
  for (const [bonaFideIndex, verdict] of [
    [RED, 'live'],
    [BLUE, 'spoof'],
  ] as const) {
    const server = await startServer(t, {}, await engineWith(t, bonaFideIndex!))
    const { json } = await server.request('POST', '/liveness/check', {
      body: body.slice(),
      headers: await backEnd(server),
    })
    assert.equal(json.data.verdict, verdict)
    assert.equal(json.data.faces[0].passive_pad.state, verdict === 'live' ? 'passed' : 'failed')
  }
})

test('no face, several faces and a face too far away are inconclusive, whatever the model says', async (t) => {
  const server = await startServer(t, {}, await engineWith(t, RED!))
  const headers = await backEnd(server)
  const half = { widthPixels: 320, heightPixels: 480 }
  const [left, right] = await Promise.all([drawSubject(half), drawSubject({ ...half, seed: 2 })])
  const two = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#888' } })
    .composite([
      { input: Buffer.from(left), left: 0, top: 0 },
      { input: Buffer.from(right), left: 320, top: 0 },
    ])
    .png()
    .toBuffer()
  const pictures: [Uint8Array<ArrayBuffer>, RegExp][] = [
    [await drawSubject({ faceSize: 0.001 }), /No face/],
    [new Uint8Array(two), /Several faces/],
    [await drawSubject({ faceSize: 0.15 }), /Come closer/],
  ]
  for (const [body, message] of pictures) {
    const { json } = await server.request('POST', '/liveness/check', { body, headers })
    assert.equal(json.data.verdict, 'inconclusive')
    assert.match(json.message, message)
  }
})

test('a score that is not a number is never called live', async () => {
  const examined = await engine.examine({ bytes: await drawSubject(), describe: false, presentationAttack: false })
  for (const [bonaFideScore, verdict] of [
    [Number.NaN, 'inconclusive'],
    [null, 'inconclusive'],
    [0.5, 'live'],
    [0.49, 'spoof'],
  ] as const) {
    const faces = examined.faces.map((face) => ({ ...face, bonaFideScore }))
    assert.equal(checkVerdict({ ...examined, faces }, DEFAULT_POLICY).verdict, verdict)
  }
})

test('numbers that the engine could not measure are null, and decide nothing', async (t) => {
  const examined = await engine.examine({ bytes: await drawSubject(), describe: false, presentationAttack: false })
  const measured = examined.faces[0]!
  const cases: [FaceObservation, string][] = [
    [{ ...measured, bonaFideScore: Number.NaN }, 'could not be measured'],
    [
      { ...measured, bonaFideScore: 0.9, pose: { ...measured.pose, yawDegrees: Number.NaN } },
      'Move your face into view',
    ],
    [{ ...measured, bonaFideScore: 0.9, box: { ...measured.box, x: Number.NEGATIVE_INFINITY } }, 'Move your face'],
  ]
  for (const [face, message] of cases) {
    const examine = async () => ({ ...examined, faces: [face] })
    const server = await startServer(t, {}, { ...engine, examine })
    const callers = [{ headers: await backEnd(server) }, { headers: JPEG, cookie: await signUp(server) }]
    for (const caller of callers) {
      const { status, json } = await server.request('POST', '/liveness/check', { body: 'x', ...caller })
      assert.deepEqual([status, json.data.verdict], [200, 'inconclusive'])
      assert.match(json.message, new RegExp(message))
    }
    const { json } = await server.request('POST', '/liveness/check', { body: 'x', ...callers[0] })
    const [seen] = json.data.faces
    const expected = Number.isNaN(face.bonaFideScore) ? ['not_measured', null] : ['passed', 0.9]
    assert.deepEqual([seen.passive_pad.state, seen.passive_pad.value], expected)
    assert.ok([seen.pose.yaw, seen.box.x, seen.passive_pad.value].includes(null))
  }
})

test('a second face that is too unsure to be measured makes the check inconclusive', async () => {
  const examined = await engine.examine({ bytes: await drawSubject(), describe: false, presentationAttack: false })
  const faces = examined.faces.map((face) => ({ ...face, bonaFideScore: 0.9 }))
  assert.equal(checkVerdict({ ...examined, faces }, DEFAULT_POLICY).verdict, 'live')
  const crowded = checkVerdict({ ...examined, faces, faceCount: 2 }, DEFAULT_POLICY)
  assert.deepEqual([crowded.verdict, /Several faces/.test(crowded.message)], ['inconclusive', true])
})

test('what is no picture, too large or of another kind is refused, and a stranger first of all', async (t) => {
  const server = await startServer(t)
  const headers = await backEnd(server)
  const gif = new Uint8Array(
    await sharp(await drawSubject())
      .gif()
      .toBuffer(),
  )
  const body = await drawSubject()
  const cases: [Parameters<TestServer['request']>[2], number, string][] = [
    [{ body, headers: JPEG }, 401, 'unauthorized'],
    [{ body: 'not a picture', headers }, 400, 'bad_image'],
    [{ headers }, 400, 'bad_image'],
    [{ body: body.slice(0, 9000), headers }, 400, 'bad_image'],
    [{ body: gif, headers }, 415, 'unsupported_media_type'],
    [{ body, headers: { ...headers, 'content-type': 'application/json' } }, 415, 'unsupported_media_type'],
    [{ body: new Uint8Array(6 * 1024 * 1024 + 1), headers }, 413, 'too_large'],
  ]
  for (const [options, status, error] of cases) {
    const answer = await server.request('POST', '/liveness/check', options)
    assert.deepEqual([answer.status, answer.json.error], [status, error])
  }
})

const beginPicture = ({ url }: TestServer, headers: Record<string, string>, bytes = 6 * 1024 * 1024): Socket =>
  beginBody(url, ['POST', '/liveness/check'], bytes, headers)

test('a stranger is refused before the picture is read', async (t) => {
  const socket = beginPicture(await startServer(t), JPEG)
  const [answer] = await once(socket, 'data')
  socket.destroy()
  assert.match(String(answer), /^HTTP\/1\.1 401 /)
})

test('a person checks one picture at a time', async (t) => {
  const [begun, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const examine: VisionPool['examine'] = async () => {
    begun.resolve()
    await finish.promise
    throw visionError('bad_image', 'told to fail')
  }
  const server = await startServer(t, {}, { ...engine, examine })
  const cookie = await signUp(server)
  const check = () => server.request('POST', '/liveness/check', { body: 'x', headers: JPEG, cookie })
  const first = check()
  await begun.promise
  const { status, json, headers } = await check()
  assert.deepEqual([status, json.message], [429, 'Too many pictures at a time: at most 1'])
  assert.equal(headers.get('retry-after'), '1')
  finish.resolve()
  assert.equal((await first).status, 400)
  assert.equal((await check()).status, 400)
})

test('eleven uploads that say nothing, or sixty, keep nobody else from a check', async (t) => {
  const server = await startServer(t)
  const [headers, body] = [await backEnd(server), await drawSubject()]
  const check = () => server.request('POST', '/liveness/check', { body, headers })
  await check()
  for (const count of [11, 60]) {
    // Eleven of this size would fill all the room there is.
    const silent = Array.from({ length: count }, () => beginPicture(server, headers, Math.floor((64 / 11) * 2 ** 20)))
    await wait(100)
    const started = performance.now()
    assert.equal((await check()).status, 200)
    assert.ok(performance.now() - started < 2000)
    for (const socket of silent) socket.destroy()
  }
})

test('pictures take no more memory than there is room for, and those given up make room again', async (t) => {
  const server = await startServer(t)
  const [headers, body] = [await backEnd(server), await drawSubject()]
  const check = () => server.request('POST', '/liveness/check', { body, headers })
  const stalled = Array.from({ length: 14 }, () => beginPicture(server, headers))
  const refusals = stalled.map((socket) => once(socket, 'data').then(String, () => ''))
  const refused = (): Promise<string[]> =>
    Promise.all(refusals.map((each) => Promise.race([each, wait(1, '')]))).then((each) => each.filter(Boolean))
  for (const socket of stalled) socket.write(new Uint8Array(6 * 1024 * 1024 - 2))
  while ((await refused()).length < 4) await wait(20)
  for (const answer of await refused()) assert.match(answer, /^HTTP\/1\.1 503 [\s\S]*retry-after: 1\r\n/)
  await wait(1100)
  assert.equal((await check()).status, 200)
  for (const socket of stalled) socket.destroy()
})

test('a picture that stops arriving is given up after five seconds, one that arrives slowly is not', async (t) => {
  const server = await startServer(t)
  const headers = await backEnd(server)
  const silent = beginPicture(server, headers)
  const given = once(silent, 'data')
  const picture = await drawSubject({ noise: 30 })
  assert.ok(picture.length > 65_000)
  const slow = beginBody(server.url, ['POST', '/liveness/check'], picture.length + 1, headers)
  const answered = once(slow, 'data')
  // 80 kbit/s, as far as 80 kB.
  for (let sent = 0; sent < picture.length; sent += 1000) {
    slow.write(picture.subarray(sent, sent + 1000))
    if (sent < 80_000) await wait(100)
  }
  assert.match(String((await given)[0]), /^HTTP\/1\.1 408 [\s\S]*4096 bytes a second/)
  assert.match(String((await answered)[0]), /^HTTP\/1\.1 400 /)
  silent.destroy()
  slow.destroy()
})

test('PNG and WebP are taken too', async (t) => {
  const server = await startServer(t)
  const headers = await backEnd(server)
  for (const format of ['png', 'webp'] as const) {
    const body = new Uint8Array(
      await sharp(await drawSubject())
        .toFormat(format)
        .toBuffer(),
    )
    const { json } = await server.request('POST', '/liveness/check', {
      body,
      headers: { ...headers, 'content-type': `image/${format}` },
    })
    assert.equal(json.data.faces.length, 1)
  }
})

test('a person may check thirty pictures a minute', async (t) => {
  const server = await startServer(t)
  const cookie = await signUp(server)
  const check = () => server.request('POST', '/liveness/check', { body: 'x', headers: JPEG, cookie })
  for (let i = 0; i < 30; i++) assert.equal((await check()).status, 400)
  const refused = await check()
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) >= 1)
  server.clock.advance(60_000)
  assert.equal((await check()).status, 400)
})

test('an engine that is busy or failed is a 503 with the time to wait', async (t) => {
  for (const code of ['busy', 'worker_failed', 'closed'] as const) {
    const failing: VisionPool = { ...engine, examine: () => Promise.reject(visionError(code, 'told to fail')) }
    const server = await startServer(t, {}, failing)
    const { status, headers } = await server.request('POST', '/liveness/check', {
      body: 'x',
      headers: await backEnd(server),
    })
    assert.deepEqual([status, headers.get('retry-after')], [503, '1'])
  }
})
