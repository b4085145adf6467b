import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import sharp from 'sharp'
import { startProcess } from '../process.ts'
import { newEnvironment, request, signUp } from '../server.ts'
import { emptyPng } from '../vision/empty-png.ts'

const MEBIBYTES_MAX = 300
const skip = process.platform !== 'linux'

/** A server of its own, and a function that has it check a picture and says by how much its memory rose meanwhile. */
async function startChecking(t: TestContext) {
  const { url, child } = await startProcess(t, await newEnvironment(t))
  while ((await request(url, 'GET', '/readyz')).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50))
  const cookie = await signUp({ request: (...args) => request(url, ...args) })
  const mebibytes = (line: string): number => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    return Number(new RegExp(`${line}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
  }
  return async (body: Uint8Array<ArrayBuffer>) => {
    const format = body[0] === 0xff ? 'jpeg' : body[0] === 0x89 ? 'png' : 'webp'
    const before = mebibytes('VmRSS')
    // What is written here makes the kernel take the peak anew.
    writeFileSync(`/proc/${child.pid}/clear_refs`, '5')
    const headers = { 'content-type': `image/${format}` }
    const { status, json } = await request(url, 'POST', '/liveness/check', { body, headers, cookie })
    const rose = mebibytes('VmHWM') - before
    assert.ok(rose < MEBIBYTES_MAX, `${rose} MiB`)
    return { status, error: json.error, message: json.message as string }
  }
}

const blank = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#888' }, limitInputPixels: false })

test('a picture of five million by eight pixels, or any side over 16,384, is refused before anything of it is decoded', {
  skip,
}, async (t) => {
  const check = await startChecking(t)
  const refused = { status: 400, error: 'bad_image' }
  for (const [width, height] of [
    [1_000_000, 40],
    [5_000_000, 8],
    [8, 2_000_000],
  ] as const) {
    const message = `The picture has ${width} × ${height} pixels; at most 16384 on each side are accepted.`
    const plain = { alpha: true }
    for (const form of [plain, { ...plain, interlaced: true }, { ...plain, bits: 16 } as const])
      assert.deepEqual(await check(await emptyPng(width, height, form)), { ...refused, message })
    const lying = new Uint8Array(await blank(100, 100).webp({ lossless: true }).toBuffer())
    assert.deepEqual(await check(withCanvas(lying, width, height)), {
      ...refused,
      message: 'The picture is damaged or incomplete.',
    })
  }
  // JPEG has no larger sides than these, and WebP none over the limit.
  for (const [width, height] of [
    [65_500, 600],
    [600, 65_500],
  ] as const)
    for (const progressive of [false, true]) {
      const jpeg = await blank(width, height).jpeg({ progressive }).toBuffer()
      const { message, ...rest } = await check(new Uint8Array(jpeg))
      assert.deepEqual(rest, refused)
      assert.match(message, /at most 16384 on each side/)
    }
})

test('a header that lies about the size of its picture is believed, so nothing is decoded for it', {
  skip,
}, async (t) => {
  const check = await startChecking(t)
  const jpeg = new Uint8Array(await blank(64, 64).jpeg().toBuffer())
  const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0)
  for (const side of [5, 7]) new DataView(jpeg.buffer).setUint16(frame + side, 65_500)
  assert.match((await check(jpeg)).message, /65500 × 65500 pixels; at most 16384 on each side/)
  assert.match((await check(await emptyPng(2 ** 31 - 1, 8, { rows: 0 }))).message, /damaged|at most 16384/)
  assert.match((await check(await emptyPng(16_385, 8, { rows: 1 }))).message, /at most 16384/)
})

test('the shapes within the limits that cost most take less than 300 MiB', { skip }, async (t) => {
  const check = await startChecking(t)
  const accepted = [
    await emptyPng(16_384, 2441, { alpha: true }),
    await emptyPng(16_384, 762, { alpha: true, bits: 16, interlaced: true }),
    await emptyPng(3535, 3535, { alpha: true, bits: 16, interlaced: true }),
    await noise(6300, 6300),
  ]
  for (const body of accepted) {
    let answer = await check(body)
    // On a busy machine one may take longer than a decode may; how much memory it takes is seen all the same.
    for (let tries = 1; tries < 5 && /took longer than/.test(answer.message); tries++) answer = await check(body)
    assert.equal(answer.status, 200, answer.message)
  }
})

/** The same row of noise over and over: small, and yet nothing that a decoder can leave out. */
async function noise(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const row = crypto.getRandomValues(new Uint8Array(4 * width))
  const pixels = new Uint8Array(4 * width * height)
  for (let y = 0; y < height; y++) pixels.set(row, y * row.length)
  const raw = sharp(pixels, { raw: { width, height, channels: 4 } })
  return new Uint8Array(await raw.webp({ lossless: true, effort: 0 }).toBuffer())
}

/** A WebP in the extended form, with a canvas of another size than its picture's (RFC 9649, 2.7). */
function withCanvas(webp: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const extended = Buffer.alloc(18)
  extended.write('VP8X', 'latin1')
  extended.writeUInt32LE(10, 4)
  extended.writeUIntLE(width - 1, 12, 3)
  extended.writeUIntLE(height - 1, 15, 3)
  const whole = Buffer.concat([webp.subarray(0, 12), extended, webp.subarray(12)])
  whole.writeUInt32LE(whole.length - 8, 4)
  return new Uint8Array(whole)
}
