import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createApiKey } from '../../src/identity/create-key.ts'
import { freePort } from '../free-port.ts'
import { capture, openSession } from '../liveness/capture-client.ts'
import { subjectA } from '../liveness/people.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, startServer } from '../server.ts'
import { readText, root } from '../structure/source-files.ts'
import { readPromql } from './promql.ts'

const BOARD = 'deploy/grafana/liveness-server.json'
const ALERTS = 'deploy/prometheus/alerts.yaml'
/** Of Prometheus itself: whether a target answers, and the labels that it gives to what it scrapes. */
const OF_PROMETHEUS = { metrics: ['up'], labels: ['job', 'instance'] }

interface Panel {
  readonly title: string
  readonly type: string
  readonly targets?: readonly { readonly expr: string }[]
}
const board = JSON.parse(readText(BOARD))
const panels = (board.panels as readonly Panel[]).filter(({ type }) => type !== 'row')
const ofBoard = panels.flatMap(({ targets }) => targets!.map(({ expr }) => expr))
/** One entry an expression, on its line or folded below it. */
const ofAlerts = [...readText(ALERTS).matchAll(/^ {8}expr: (?:>-\n((?: {10}.*\n)+)|(.*)\n)/gm)].map(
  ([, folded, line]) => folded ?? line ?? '',
)

/** What a process serves from its start, and what a server serves once a session passed. */
const served = new Map<string, Set<string>>()

test('an expression is taken apart into the metrics and the labels that it names', () => {
  const asked =
    'sum by (le, verdict) (rate(a_total{job="x",b=~"c{d}"}[5m])) > 3e2 * scalar(b:c) and on (d) max_e{} offset 5m'
  assert.deepEqual(readPromql(asked), {
    metrics: ['a_total', 'b:c', 'max_e'],
    labels: ['job', 'b', 'le', 'verdict', 'd'],
  })
})

test('the board and the alert rules name only metrics and labels that a server serves', async (t) => {
  read(await metricsOfProcess(t))
  assert.ok(served.has('sweep_age_seconds') && served.has('webhook_oldest_seconds'))
  const names = [...served.keys()]
  assert.ok(ofBoard.length > 25 && ofAlerts.length > 12)
  const asked = [...ofBoard, ...ofAlerts].map(readPromql)
  const metrics = new Set(asked.flatMap((each) => each.metrics))
  assert.deepEqual(
    [...metrics].filter((name) => !names.includes(name) && !OF_PROMETHEUS.metrics.includes(name)),
    [],
  )

  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  await capture(server, await openSession(server, key, { actions: ['turn_left'] }), subjectA())
  read(await server.metrics.registry.metrics())
  const unknown = asked.flatMap(({ metrics, labels }) => {
    const known = new Set([...OF_PROMETHEUS.labels, ...metrics.flatMap((name) => [...(served.get(name) ?? [])])])
    return labels.filter((label) => !known.has(label)).map((label) => `${metrics}: ${label}`)
  })
  assert.deepEqual(unknown, [])
})

test('each metric of the documentation is on the board', () => {
  const documented = [...readText('docs/deployment.md').matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name)
  const shown = new Set(ofBoard.flatMap((each) => readPromql(each).metrics.map(plain)))
  assert.ok(documented.length > 18)
  assert.deepEqual(
    documented.filter((name) => !shown.has(plain(name))),
    [],
  )
})

test('the board asks the data source that is chosen, and each panel says what it shows', () => {
  const sources = [...readText(BOARD).matchAll(/"uid": "([^"]+)"/g)].map(([, uid]) => uid)
  assert.deepEqual([...new Set(sources)].sort(), ['$' + '{datasource}', 'liveness-server'])
  assert.deepEqual(
    board.templating.list.map(({ name }: { name: string }) => name),
    ['datasource', 'job', 'instance'],
  )
  for (const { title, targets, ...panel } of panels) {
    assert.ok('description' in panel && panel.description !== '', title)
    for (const { expr } of targets!) assert.match(expr, /job="\$job",instance=~"\$instance"/, title)
  }
})

test('each alert says how grave it is, what happened, what to do next, and where more is written', () => {
  const rules = readText(ALERTS)
    .split(/^ {6}- alert: /m)
    .slice(1)
  assert.equal(rules.length, ofAlerts.length)
  for (const rule of rules) {
    assert.match(rule, /^ {8}for: \d+m$/m, rule)
    assert.match(rule, /severity: (critical|warning)/, rule)
    assert.match(rule, /summary: .*\n {10}description: >-\n {12}\S/, rule)
    const [, path = '', anchor] = /runbook: ([^#\n]+)(?:#(.*))?$/m.exec(rule) ?? []
    const headings = [...readText(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    )
    assert.ok(anchor === undefined || headings.includes(anchor), `${path}#${anchor}`)
  }
})

const hasPromtool = spawnSync('promtool', ['--version']).error === undefined
const skip = hasPromtool ? false : 'no promtool found: apt-get install prometheus'
test('Prometheus takes the alert rules, and they are raised when they have to be and not otherwise', { skip }, () => {
  for (const words of [
    ['check', 'rules', ALERTS],
    ['test', 'rules', 'deploy/prometheus/alerts.test.yaml'],
  ]) {
    const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: fileURLToPath(root), encoding: 'utf8' })
    assert.equal(status, 0, stdout + stderr)
  }
})

/** Of a histogram's or a counter's series, the name that the documentation has. */
function plain(name: string): string {
  return name.replace(/_(bucket|count|sum)$/, '')
}

async function metricsOfProcess(t: Parameters<typeof startProcess>[0]): Promise<string> {
  const port = await freePort()
  const server = await startProcess(t, { ...(await newEnvironment(t)), METRICS_PORT: String(port) })
  await fetch(server.url)
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  await server.stop('SIGTERM')
  return text
}

/** The names of the text format, those that are declared and have no series yet too, and the labels of each. */
function read(text: string): void {
  const note = (name: string) => served.get(name) ?? served.set(name, new Set()).get(name)!
  for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
    for (const ending of type === 'histogram' ? ['_bucket', '_count', '_sum'] : ['']) note(name + ending)
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-zA-Z_]\w*)(?:\{(.*)\})? \S+$/gm))
    for (const [, label = ''] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) note(name).add(label)
}
