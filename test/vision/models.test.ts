import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { addModels } from '../../src/vision/models/add-models.ts'
import { BUNDLED_MODELS } from '../../src/vision/models/bundled-models.ts'
import { installedModels, removeModel } from '../../src/vision/models/installed-models.ts'
import { KNOWN_MODELS } from '../../src/vision/models/known-models.ts'
import { readManifestEntry } from '../../src/vision/models/manifest-entry.ts'
import type { ModelEntry } from '../../src/vision/models/model-entry.ts'
import { readModelEntry } from '../../src/vision/models/model-entry.ts'
import { verifyModels } from '../../src/vision/models/verify-models.ts'
import { temporaryFolder } from '../server.ts'
import { FIXTURE_MODELS, SKIP_WITHOUT_FIXTURES } from './fixtures.ts'
import { NO_MODEL_FOLDER } from './model-folder.ts'
import { tinyModel } from './tiny-model.ts'

async function serve(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const installedNames = async (folder: string): Promise<string[]> =>
  (await installedModels(folder)).map(({ name }) => name)

describe('adding a model', () => {
  const large = tinyModel('large', 300_000)

  test('downloads it with progress, verifies it and makes it count', async (t) => {
    const folder = temporaryFolder(t)
    const url = await serve(t, (_, response) => response.end(large.file))
    const seen: number[] = []
    const entry = { ...large.entry, url: `${url}/large.onnx` }
    await addModels(folder, [entry], { progress: (_, received) => void seen.push(received) })
    assert.deepEqual(await installedNames(folder), ['large'])
    assert.equal(seen.at(-1), large.file.length)
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    )
    assert.equal(await removeModel(folder, 'large'), true)
    assert.equal(await removeModel(folder, 'large'), false)
    assert.deepEqual(readdirSync(join(folder, 'installed')), [])
  })

  test('installs nothing of a download that ends early, and all of it the next time', async (t) => {
    const folder = temporaryFolder(t)
    let interrupted = false
    const url = await serve(t, (_, response) => {
      if (interrupted) return void response.end(large.file)
      interrupted = true
      response.writeHead(200, { 'content-length': large.file.length })
      response.write(large.file.subarray(0, 200_000), () => setTimeout(() => response.destroy(), 100))
    })
    const entry = { ...large.entry, url: `${url}/large.onnx` }
    await assert.rejects(addModels(folder, [entry]), /large could not be downloaded from .*large\.onnx/)
    assert.deepEqual(readdirSync(folder), [])
    await addModels(folder, [entry])
    assert.deepEqual(await installedNames(folder), ['large'])
  })

  test('installs nothing of a file that is smaller than pinned', async (t) => {
    const folder = temporaryFolder(t)
    const url = await serve(t, (_, response) => response.end(large.file.subarray(0, 1000)))
    await assert.rejects(
      addModels(folder, [{ ...large.entry, url: `${url}/large.onnx` }]),
      /it ended after 1000 of \d+ bytes/,
    )
    assert.deepEqual(readdirSync(folder), [])
  })

  test('names the status when the server has trouble, and works once it has none', async (t) => {
    const folder = temporaryFolder(t)
    const troubles = [503, 429]
    const url = await serve(t, (_, response) => {
      const trouble = troubles.pop()
      if (trouble === undefined) response.end(large.file)
      else response.writeHead(trouble).end('later')
    })
    const entry = { ...large.entry, url: `${url}/large.onnx` }
    for (const status of [429, 503]) {
      await assert.rejects(addModels(folder, [entry]), new RegExp(`the server answered ${status}`))
      assert.deepEqual(readdirSync(folder), [])
    }
    await addModels(folder, [entry])
    assert.deepEqual(await installedNames(folder), ['large'])
  })

  test('gives up after the time for all of it, and says so', async (t) => {
    const folder = temporaryFolder(t)
    const url = await serve(t, (_, response) => {
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const entry = { ...large.entry, url: `${url}/large.onnx` }
    await assert.rejects(addModels(folder, [entry], { totalMsMax: 300 }), /it took longer than 300 ms/)
  })

  test('refuses another file of the same size, and keeps nothing of it', async (t) => {
    const folder = temporaryFolder(t)
    const other = Uint8Array.from(large.file, (byte, i) => (i === 500 ? byte ^ 1 : byte))
    const url = await serve(t, (_, response) => response.end(other))
    await assert.rejects(
      addModels(folder, [{ ...large.entry, url: `${url}/large.onnx` }]),
      /sha256 differs. Nothing was installed/,
    )
    assert.deepEqual(readdirSync(folder), [])
  })

  test('stops reading a file that is larger than pinned', async (t) => {
    const folder = temporaryFolder(t)
    let sent = 0
    const url = await serve(t, (_, response) => {
      const more = (): void => {
        sent += 65_536
        if (!response.destroyed && sent < 50_000_000) response.write(Buffer.alloc(65_536), more)
      }
      more()
    })
    await assert.rejects(addModels(folder, [{ ...large.entry, url: `${url}/large.onnx` }]), /larger than the \d+ bytes/)
    assert.ok(sent < 10_000_000)
    assert.deepEqual(readdirSync(folder), [])
  })

  test('gives up on silence, and says so', async (t) => {
    const folder = temporaryFolder(t)
    const url = await serve(t, (_, response) => response.write(large.file.subarray(0, 1000)))
    const entry = { ...large.entry, url: `${url}/large.onnx` }
    await assert.rejects(addModels(folder, [entry], { silenceMsMax: 100 }), /nothing arrived for 100 ms/)
  })

  test('names the address and the reason when the server refuses or is not there', async (t) => {
    const folder = temporaryFolder(t)
    const url = await serve(t, (_, response) => response.writeHead(404).end())
    await assert.rejects(
      addModels(folder, [{ ...large.entry, url: `${url}/a.onnx` }]),
      /a.onnx: the server answered 404/,
    )
    await assert.rejects(
      addModels(folder, [{ ...large.entry, url: 'http://127.0.0.1:9/a.onnx' }]),
      /ECONNREFUSED|bad port/,
    )
  })

  test('takes files from a folder, and installs all of a set or none', async (t) => {
    const folder = temporaryFolder(t)
    const from = temporaryFolder(t)
    const [one, two] = [tinyModel('one'), tinyModel('two')]
    const entries: ModelEntry[] = [one, two].map(({ entry }) => ({
      ...entry,
      url: `https://example.org/${entry.name}.onnx`,
    }))
    writeFileSync(join(from, 'one.onnx'), one.file)
    await assert.rejects(addModels(folder, entries, { from }), /two: there is no file/)
    writeFileSync(join(from, 'two.onnx'), one.file)
    await assert.rejects(addModels(folder, entries, { from }), /two: .* is not the pinned file/)
    assert.deepEqual(await installedNames(folder), [])
    writeFileSync(join(from, 'two.onnx'), two.file)
    await addModels(folder, entries, { from })
    assert.deepEqual(await installedNames(folder), ['one', 'two'])
  })

  test('leaves what was installed as it was when one of a set is refused', async (t) => {
    const [folder, from] = [temporaryFolder(t), temporaryFolder(t)]
    const [one, newer, two] = [tinyModel('one'), tinyModel('one', 10), tinyModel('two')]
    for (const [name, { file }] of Object.entries({ one, newer, two })) writeFileSync(join(from, name), file)
    const entryOf = ({ entry }: typeof one, file: string): ModelEntry => ({
      ...entry,
      file,
      url: 'https://example.org',
    })
    await addModels(folder, [entryOf(one, 'one')], { from })
    const replacing = entryOf(newer, 'newer')
    const added = entryOf(two, 'two')
    for (const refused of [
      { ...added, sha256: '0'.repeat(64) },
      { ...added, side: 80 },
      { ...added, file: 'none' },
    ]) {
      await assert.rejects(addModels(folder, [replacing, refused], { from }))
      const [installed, ...others] = await installedModels(folder)
      assert.deepEqual([installed?.state, installed?.entry?.sha256, others], ['verified', one.entry.sha256, []])
      assert.deepEqual(readdirSync(join(folder, 'installed')), ['one.json', 'one.onnx'])
    }
    await addModels(folder, [replacing, added], { from })
    assert.deepEqual(
      (await installedModels(folder)).map(({ state, entry }) => [state, entry?.sha256]),
      [newer, two].map(({ entry }) => ['verified', entry.sha256]),
    )
    assert.deepEqual(readdirSync(folder), ['installed'])
    assert.equal(readdirSync(join(folder, 'installed')).length, 4)
  })

  test('makes none of a set count when one file cannot be moved to its place', async (t) => {
    const [folder, from] = [temporaryFolder(t), temporaryFolder(t)]
    const [one, two] = [tinyModel('one'), tinyModel('two')]
    for (const [name, { file }] of Object.entries({ one, two })) writeFileSync(join(from, `${name}.onnx`), file)
    const entries = [one, two].map(({ entry }) => ({ ...entry, url: `https://example.org/${entry.name}.onnx` }))
    mkdirSync(join(folder, 'installed/two.onnx'), { recursive: true })
    await assert.rejects(addModels(folder, entries, { from }), /could not be put in place: .*two\.onnx/)
    assert.deepEqual([await installedNames(folder), readdirSync(folder)], [[], ['installed']])
    rmdirSync(join(folder, 'installed/two.onnx'))
    await addModels(folder, entries, { from })
    assert.deepEqual(await installedNames(folder), ['one', 'two'])
  })

  test('shows a model that is replaced as the whole old file or the whole new one, at every moment', async (t) => {
    const [folder, from] = [temporaryFolder(t), temporaryFolder(t)]
    const [old, newer] = [tinyModel('one', 5_000_000), tinyModel('one', 8_000_000)]
    const add = ({ entry, file }: typeof old): Promise<void> => {
      writeFileSync(join(from, 'one.onnx'), file)
      return addModels(folder, [{ ...entry, url: 'https://example.org/one.onnx' }], { from })
    }
    await add(old)
    let adding = true
    const added = add(newer).finally(() => {
      adding = false
    })
    const sizes = new Set<number>()
    while (adding) {
      sizes.add(statSync(join(folder, 'installed/one.onnx')).size)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await added
    for (const size of sizes) assert.ok([old.file.length, newer.file.length].includes(size), `${size} bytes`)
    assert.ok(sizes.has(old.file.length))
    assert.equal((await installedModels(folder))[0]?.state, 'verified')
  })

  describe('in a process of its own', { skip: process.platform === 'win32' && 'needs a POSIX shell' }, () => {
    const small = tinyModel('small')

    /** A folder with one model, and a program that adds another to it. */
    async function prepare(t: TestContext, url: string): Promise<{ folder: string; program: string }> {
      const [folder, from] = [temporaryFolder(t), temporaryFolder(t)]
      writeFileSync(join(from, 'small.onnx'), small.file)
      await addModels(folder, [{ ...small.entry, url: 'https://example.org/small.onnx' }], { from })
      const program = join(from, 'add.mjs')
      const module = import.meta.resolve('../../src/vision/models/add-models.ts')
      const entry = { ...large.entry, url: `${url}/large.onnx` }
      writeFileSync(
        program,
        `const { addModels } = await import(${JSON.stringify(module)})
        await addModels(${JSON.stringify(folder)}, [${JSON.stringify(entry)}])`,
      )
      return { folder, program }
    }

    test('leaves nothing of a model for which the disk has no room', async (t) => {
      const url = await serve(t, (_, response) => response.end(large.file))
      const { folder, program } = await prepare(t, url)
      // No file may grow to more than 100 blocks: a write beyond fails as on a full disk.
      const limited = ['-c', 'ulimit -f 100; exec "$@"', 'sh', process.execPath, program]
      await assert.rejects(promisify(execFile)('sh', limited), /could not be put in place: EFBIG/)
      assert.deepEqual([await installedNames(folder), readdirSync(folder)], [['small'], ['installed']])
      assert.equal((await installedModels(folder))[0]?.state, 'verified')
    })

    test('leaves nothing of a model when it is killed in the middle of a download', async (t) => {
      let child: ReturnType<typeof spawn> | undefined
      const url = await serve(t, (_, response) => {
        response.writeHead(200, { 'content-length': large.file.length })
        response.write(large.file.subarray(0, 200_000), () => child?.kill('SIGKILL'))
      })
      const { folder, program } = await prepare(t, url)
      child = spawn(process.execPath, [program], { stdio: 'ignore' })
      assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL'])
      assert.deepEqual([await installedNames(folder), readdirSync(folder)], [['small'], ['installed']])
    })
  })

  test('refuses a pinned file that is no model or a model of another form', async (t) => {
    const folder = temporaryFolder(t)
    const from = temporaryFolder(t)
    const tiny = tinyModel()
    writeFileSync(join(from, 'tiny.onnx'), tiny.file)
    const entry = { ...tiny.entry, url: 'https://example.org/tiny.onnx' }
    await assert.rejects(addModels(folder, [{ ...entry, side: 80 }], { from }), /its input is not 1 × 3 × 80 × 80/)
    await assert.rejects(addModels(folder, [{ ...entry, bonaFideIndex: 3 }], { from }), /it has no output 3/)
    assert.deepEqual(await installedNames(folder), [])
  })
})

test('a manifest entry that lacks something is refused by the field’s name', () => {
  const good = KNOWN_MODELS.minifasnet?.[0]
  assert.deepEqual(readModelEntry(good), good)
  assert.throws(() => readModelEntry({ ...good, sha256: 'abc' }), /"sha256"/)
  assert.throws(() => readModelEntry({ ...good, name: '../../etc/passwd' }), /"name"/)
  assert.throws(() => readModelEntry({ ...good, url: 'file:///etc/passwd' }), /"url"/)
  assert.throws(() => readModelEntry({ ...good, cropScale: Number.NaN }), /"cropScale"/)
  assert.throws(() => readModelEntry({ ...good, bytes: 1e12 }), /"bytes"/)
  assert.throws(() => readModelEntry(null), /"name"/)
})

test('a manifest may describe a model in words, and what is missing is named', async (t) => {
  const [folder, from] = [temporaryFolder(t), temporaryFolder(t)]
  const { entry, file } = tinyModel()
  const { side: _side, cropScale: _cropScale, bonaFideIndex: _bonaFideIndex, license, ...rest } = entry
  const written = {
    ...rest,
    file: 'Tiny.onnx',
    url: 'https://example.org/weights/another-name.onnx',
    licence: license,
    input: '1x3x16x16 float32, BGR, 0..255; crop 2.7 times the face box, shifted to stay inside the picture',
    output: '3 logits; softmax; index 1 is bona fide',
  }
  const read = readManifestEntry(written)
  assert.deepEqual(
    [read.side, read.cropScale, read.bonaFideIndex, read.license, read.file],
    [16, 2.7, 1, 'MIT', 'Tiny.onnx'],
  )
  writeFileSync(join(from, 'Tiny.onnx'), file)
  await addModels(folder, [read], { from })
  assert.deepEqual(await installedNames(folder), ['tiny'])
  assert.equal((await installedModels(folder))[0]?.entry?.cropScale, 2.7)

  const lacking =
    (changed: object): (() => unknown) =>
    () =>
      readManifestEntry({ ...written, ...changed })
  assert.throws(lacking({ input: '1x3x16x16 float32, RGB, 0..1; crop 2 times the face box' }), /"side".*"input".*BGR/)
  assert.throws(lacking({ input: '1x3x16x16 float32, BGR, 0..255' }), /"cropScale".*"input".*times the face box/)
  assert.throws(lacking({ output: '2 probabilities' }), /"bonaFideIndex".*"output".*is bona fide/)
  assert.throws(lacking({ licence: undefined }), /"license"/)
  assert.throws(lacking({ file: '../tiny.onnx' }), /"file"/)
  assert.throws(() => readManifestEntry(null), /"side"/)
})

test('the manifest that is documented is one', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/vision.md'), 'utf8')
  const [entry] = JSON.parse(/```json\n(.*?)```/s.exec(document)?.[1] ?? '')
  assert.equal(readManifestEntry(entry).cropScale, 2.7)
  const [, input = '', output = ''] = /"input": "(.*?)",\n"output": "(.*?)"/.exec(document) ?? []
  const { side: _, cropScale: __, bonaFideIndex: ___, ...inWords } = entry
  assert.deepEqual(readManifestEntry({ ...inWords, input, output }), readManifestEntry(entry))
})

test('the manifest beside the pictures installs its models', { skip: SKIP_WITHOUT_FIXTURES }, async (t) => {
  const folder = temporaryFolder(t)
  const manifest: unknown[] = JSON.parse(readFileSync(join(FIXTURE_MODELS, 'manifest.json'), 'utf8'))
  const entries = manifest.map(readManifestEntry)
  const known = KNOWN_MODELS.minifasnet!.map(({ license: _, ...pinned }) => pinned)
  assert.deepEqual(
    entries.map(({ license: _, file: __, ...pinned }) => pinned),
    known,
  )
  await addModels(folder, entries, { from: FIXTURE_MODELS })
  assert.deepEqual(await installedNames(folder), ['minifasnet-v1se', 'minifasnet-v2'])
})

describe('at start', () => {
  test('every model is logged with its digest, and that no presentation-attack model is installed, with what to do', async () => {
    const lines: string[] = []
    await verifyModels(NO_MODEL_FOLDER, (line) => void lines.push(line))
    for (const [name, { sha256 }] of Object.entries(BUNDLED_MODELS))
      assert.ok(lines.some((line) => line.includes(name) && line.includes(sha256)))
    assert.equal(lines.filter((line) => line.includes('liveness models add minifasnet')).length, 1)
  })

  test('a bundled model that is damaged or missing stops the server, with what to do', async (t) => {
    const release = temporaryFolder(t)
    const project = join(import.meta.dirname, '../..')
    for (const part of ['src/vision', 'models']) cpSync(join(project, part), join(release, part), { recursive: true })
    const { verifyModels: verify } = await import(join(release, 'src/vision/models/verify-models.ts'))
    const start = (): Promise<unknown> => verify(NO_MODEL_FOLDER, () => {})
    assert.deepEqual(await start(), [])
    const iris = join(release, 'models/iris.onnx')
    const file = readFileSync(iris)
    file[1000]! ^= 1
    writeFileSync(iris, file)
    await assert.rejects(start(), /bundled model iris is damaged: install this release again .*iris\.onnx/)
    rmSync(iris)
    await assert.rejects(start(), /bundled model iris is missing: install this release again .*iris\.onnx/)
  })

  test('a damaged installed model stops the server, with what to do', async (t) => {
    const folder = temporaryFolder(t)
    const from = temporaryFolder(t)
    const tiny = tinyModel()
    writeFileSync(join(from, 'tiny.onnx'), tiny.file)
    await addModels(folder, [{ ...tiny.entry, url: 'https://example.org/tiny.onnx' }], { from })
    writeFileSync(join(folder, 'installed', 'tiny.onnx'), 'damaged')
    await assert.rejects(
      verifyModels(folder, () => {}),
      /tiny is damaged: run "liveness models add"/,
    )
    for (const damage of ['{', '{}', JSON.stringify({ ...tiny.entry, url: 'https://example.org', name: 'other' })]) {
      writeFileSync(join(folder, 'installed', 'tiny.json'), damage)
      await assert.rejects(
        verifyModels(folder, () => {}),
        /tiny is damaged: run "liveness models add" again, or "liveness models remove tiny" \(.*tiny\.json/,
      )
    }
    assert.equal(await removeModel(folder, 'tiny'), true)
    assert.deepEqual(readdirSync(join(folder, 'installed')), [])
  })

  test('a folder of installed models that cannot be read stops the server: it is not taken for empty', async (t) => {
    const folder = temporaryFolder(t)
    writeFileSync(join(folder, 'installed'), 'no folder')
    await assert.rejects(
      verifyModels(folder, () => {}),
      /ENOTDIR.*installed/,
    )
  })
})
