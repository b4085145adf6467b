import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { settings } from '../../src/config.ts'
import { startProgram } from '../process.ts'
import { newEnvironment, temporaryFolder } from '../server.ts'
import { readText } from '../structure/source-files.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** The allocator's: src/hold-memory.js. */
const NOT_SETTINGS = ['MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_']

interface Instruction {
  readonly name: string
  readonly rest: string
}

const instructions = readText('deploy/Containerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .flatMap((line): Instruction[] => {
    const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    return name === '' ? [] : [{ name, rest }]
  })
const restsOf = (wanted: string) => instructions.filter(({ name }) => name === wanted).map(({ rest }) => rest)
const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))

/** What the build stage copies from the repository. */
const copied = restsOf('COPY')
  .filter((rest) => !rest.startsWith('--from'))
  .flatMap((rest) => rest.split(/\s+/).slice(0, -1))

function execForm(rest: string): string[] {
  const words: unknown = JSON.parse(rest.slice(rest.indexOf('[')))
  assert.ok(Array.isArray(words) && words.every((word) => typeof word === 'string'))
  return words
}

test('both stages of the image begin with an image that is named by its digest', () => {
  const names = restsOf('ARG').map((rest) => rest.split('='))
  for (const [, image] of names) assert.match(image ?? '', /^docker\.io\/library\/[\w./:-]+@sha256:[\da-f]{64}$/)
  const from = restsOf('FROM').map((rest) => rest.split(/\s+/)[0])
  assert.deepEqual(
    from,
    names.map(([name]) => `\${${name}}`),
  )
})

test('the image runs as a user of its own, by programs and not by a shell, and holds no secret', () => {
  const names = lastStage.map(({ name }) => name)
  assert.deepEqual(restsOf('USER'), ['10001:10001'])
  assert.ok(names.indexOf('USER') > names.lastIndexOf('RUN'))
  assert.deepEqual(restsOf('CMD').map(execForm), [['node', '/app/src/main.js']])
  assert.deepEqual(restsOf('VOLUME'), ['/data'])
  // With an entry point, a command such as a restore would be arguments of the server.
  assert.ok(!names.includes('ADD') && !names.includes('ENTRYPOINT'))
  const given = restsOf('ENV').flatMap((rest) => rest.split(/\s+/).map((pair) => pair.split('=')[0]!))
  for (const name of given) {
    assert.ok(name in settings || NOT_SETTINGS.includes(name), name)
    assert.ok(!('secret' in (settings[name as keyof typeof settings] ?? {})), name)
  }
})

test('from the files that the image has, the server starts, answers its health check and stops', async (t) => {
  const folder = join(temporaryFolder(t), 'app')
  mkdirSync(folder)
  const kept = readText('.dockerignore').split('\n')
  for (const name of copied) {
    assert.ok(existsSync(join(ROOT, name)), name)
    assert.ok(kept.includes(`!${name.replace(/\/$/, '')}`), `.dockerignore leaves out ${name}`)
    cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const server = await startProgram(
    t,
    [process.execPath, 'src/main.js'],
    { ...(await newEnvironment(t)), MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '262144' },
    { cwd: folder },
  )
  const [, ...probe] = execForm(restsOf('HEALTHCHECK')[0] ?? '')
  const ask = (PORT: string) => spawnSync(process.execPath, probe, { env: { PORT } }).status
  assert.equal(ask(new URL(server.url).port), 0)
  for (const page of ['/docs', '/demo', '/capture/liveness-capture.js', '/openapi.json'])
    assert.equal((await fetch(server.url + page)).status, 200, page)
  const port = new URL(server.url).port
  assert.equal(await server.stop('SIGTERM'), 0)
  assert.equal(ask(port), 1)
})

test('what the image leaves out of the model runtime are its libraries for other platforms', () => {
  const folder = join(dirname(fileURLToPath(import.meta.resolve('onnxruntime-node/package.json'))), 'bin')
  const removed = restsOf('RUN').find((rest) => rest.includes('onnxruntime-node/bin'))
  assert.match(
    removed ?? '',
    /-mindepth 3 -maxdepth 3 +! -path "\*\/\$\(own-node -p 'process\.platform \+ "\/" \+ process\.arch'\)"/,
  )
  const libraries = readdirSync(folder).flatMap((version) =>
    readdirSync(join(folder, version)).flatMap((platform) =>
      readdirSync(join(folder, version, platform)).map((architecture) => `${platform}/${architecture}`),
    ),
  )
  assert.ok(libraries.includes(`${process.platform}/${process.arch}`))
  assert.ok(libraries.length >= 4)
})
