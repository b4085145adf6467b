import assert from 'node:assert/strict'
import { existsSync, globSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { openHashGate } from '../../src/accounts/hash-gate.ts'
import { openLoginMetrics } from '../../src/accounts/metrics.ts'
import { openOperatorMetrics } from '../../src/admin/metrics.ts'
import { ENDINGS } from '../../src/audit/queries.ts'
import { systemClock } from '../../src/clock.ts'
import { settings } from '../../src/config.ts'
import { refusals } from '../../src/errors.ts'
import { Admission } from '../../src/liveness/sessions/admission.ts'
import { openLivenessMetrics } from '../../src/liveness/sessions/metrics.ts'
import { openMetrics, openSweepMetrics } from '../../src/operations/metrics.ts'
import { openWebhookMetrics } from '../../src/results/webhooks/metrics.ts'
import { BUNDLED_MODELS } from '../../src/vision/models/bundled-models.ts'
import { readText, root } from './source-files.ts'

const PROSE_COLUMNS_MAX = 120

test('docs/configuration.md lists exactly the settings there are, with their defaults', () => {
  const documented = rows('docs/configuration.md').map(([name, fallback]) => [name, fallback === '–' ? '' : fallback])
  const actual = Object.entries(settings).map(([name, { fallback }]) => [name, fallback])
  assert.deepEqual(sorted(documented), sorted(actual))
})

test('docs/errors.md lists exactly the refusals there are, with status, code and message', () => {
  const documented = rows('docs/errors.md').map(([name, status, code, message]) => [
    name,
    Number(status),
    code,
    message,
  ])
  const actual = Object.entries(refusals).map(([name, row]) => [name, ...row])
  assert.deepEqual(sorted(documented), sorted(actual))
})

test('docs/dependencies.md has a line for each dependency, and none besides', () => {
  const kinds = ['dependencies', 'optionalDependencies', 'devDependencies']
  const actual = ['package.json', 'bench/package.json'].flatMap((path) => {
    const packageJson = JSON.parse(readText(path)) as Record<string, Record<string, string>>
    return kinds.flatMap((kind) => Object.keys(packageJson[kind] ?? {}))
  })
  assert.deepEqual(
    rows('docs/dependencies.md')
      .map(([name]) => name)
      .sort(),
    [...new Set(actual)].sort(),
  )
})

test('docs/deployment.md lists exactly the metrics there are, those of Node and of the process aside', async () => {
  const { registry } = openMetrics(openHashGate(1))
  openLivenessMetrics(registry, { depth: 0, busy: 0 }, new Admission({ framesPerSecond: 1 }), systemClock)
  openLoginMetrics(registry)
  openOperatorMetrics(registry)
  openSweepMetrics(registry, async () => null, systemClock)
  openWebhookMetrics(registry, async () => ({ waiting: 0, oldestAt: null, disabledEndpoints: 0 }), systemClock)
  const served = (await registry.getMetricsAsJSON()).map(({ name }) => name)
  const documented = rows('docs/deployment.md').map(([name = '']) => name)
  assert.ok(documented.some((name) => name.startsWith('process_*')))
  assert.deepEqual(
    documented.filter((name) => !name.startsWith('process_*')).sort(),
    served.filter((name) => !/^(process|nodejs)_/.test(name)).sort(),
  )
})

test('docs/deployment.md lists exactly the events that are to be done again once PostgreSQL was restored', () => {
  const [, list = ''] = /lists it\s+\(([^)]+)\)/.exec(readText('docs/deployment.md')) ?? []
  assert.deepEqual(list.replaceAll('`', '').split(/,\s+/), [...ENDINGS])
})

test('models/README.md lists exactly the bundled models, with size and digest', () => {
  const documented = rows('models/README.md').map(([file, , , bytes, sha256]) => [file, Number(bytes), sha256])
  const actual = Object.entries(BUNDLED_MODELS).map(([name, { path, sha256 }]) => [
    `${name}.onnx`,
    statSync(path).size,
    sha256,
  ])
  assert.deepEqual(sorted(documented), sorted(actual))
})

test(`lines of prose have at most ${PROSE_COLUMNS_MAX} characters`, () => {
  const long = (path: string, isProse: (line: string) => boolean): string[] =>
    readText(path)
      .split('\n')
      .flatMap((line, index) => (isProse(line) && [...line].length > PROSE_COLUMNS_MAX ? `${path}:${index + 1}` : []))
  const documents = globSync(['*.md', '{capture,client}/*.md', 'docs/**/*.md', 'models/*.md'], { cwd: root })
  const sources = globSync('{src,capture,client,models,test,bench,examples,fuzz}/**/*.ts', { cwd: root }).filter(
    (path) => !path.includes('node_modules') && !path.includes('dist'),
  )
  assert.deepEqual(
    [
      ...documents.flatMap((path) =>
        long(path, (line) => /^\s*[-*\d]*\.?\s*\p{L}/u.test(line) && !line.includes('://')),
      ),
      ...sources.flatMap((path) => long(path, (line) => /^\s*(\*|\/\*\*|\/\/) /.test(line))),
    ],
    [],
  )
})

test('every link from one document to another leads somewhere', () => {
  const documents = globSync(['*.md', '{capture,client}/*.md', 'docs/**/*.md', 'models/*.md'], { cwd: root })
  assert.ok(documents.length > 5)
  for (const document of documents)
    for (const [, target = ''] of readText(document).matchAll(/\]\((?!https?:|mailto:)([^)#]+)(?:#[^)]*)?\)/g))
      assert.ok(existsSync(new URL(join(dirname(document), target), root)), `${document} → ${target}`)
})

test('each location of an nginx example that passes requests on says whose they are', () => {
  const examples = globSync('docs/*.md', { cwd: root }).flatMap((path) => [
    ...readText(path).matchAll(/^```nginx\n(.*?)^```/gms),
  ])
  const locations = examples.flatMap(([example]) => [...example.matchAll(/^ *location .*?\}/gms)])
  assert.ok(locations.length > 1)
  // nginx hands headers down only where a location sets none itself, so each sets all.
  for (const [location] of locations)
    for (const header of ['Host $host', 'X-Forwarded-For $remote_addr', 'X-Forwarded-Proto $scheme'])
      assert.ok(location.includes(`proxy_set_header ${header};`), `${header}\n${location}`)
})

test('the security checklist names only tests that exist', () => {
  const tests = globSync('test/**/*.test.ts', { cwd: root }).map(readText).join('\n')
  const named = [...readText('SECURITY.md').matchAll(/“([^”]+)”/g)].map(([, name = '']) => name)
  assert.ok(named.length > 20)
  assert.deepEqual(
    named.filter((name) => !tests.includes(name)),
    [],
  )
})

test('the decisions are numbered, no number twice', () => {
  const numbers = globSync('docs/decisions/[0-9]*.md', { cwd: root }).map((path) => path.match(/\d{4}/)?.[0] ?? '')
  assert.ok(numbers.length > 5)
  assert.equal(new Set(numbers).size, numbers.length)
})

/** The cells of every table row whose first cell is in backticks; backticks are taken off. */
function rows(document: string): string[][] {
  return readText(document)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line.split(' | ').map((cell) =>
        cell
          .replaceAll(/^\| |\|$/g, '')
          .trim()
          .replaceAll('`', ''),
      ),
    )
}

function sorted(lists: readonly unknown[][]): unknown[][] {
  return lists.toSorted(([a], [b]) => String(a).localeCompare(String(b)))
}
