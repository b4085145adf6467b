import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { settings } from '../../src/config.ts'
import { readText, root } from '../structure/source-files.ts'

const CHART = 'deploy/chart'
const values = parse(readText(`${CHART}/values.yaml`))
const schema = JSON.parse(readText(`${CHART}/values.schema.json`))
const templates = globSync(`${CHART}/templates/*.yaml`, { cwd: root }).map((path) => ({ path, text: readText(path) }))
const all = templates.map(({ text }) => text).join('\n')
/** Maps that are passed on as they are. */
const OPEN = ['settings', 'resources', 'ingress.annotations']

test('the values, the schema and the templates of the chart name the same values', () => {
  const ofValues = leaves(values, (value) => value as object)
  const ofSchema = leaves(schema, ({ properties }: { properties?: object }) => properties).filter(
    (path) => path !== 'global',
  )
  assert.deepEqual(ofSchema.toSorted(), ofValues.toSorted())
  const used = new Set([...all.matchAll(/\.Values\.([\w.]+)/g)].map(([, path = '']) => path))
  for (const [, path = '', block = ''] of all.matchAll(
    /\{\{- with \.Values\.([\w.]+) \}\}(.*?)^ +\{\{- end \}\}\n +\{\{- end \}\}/gms,
  ))
    for (const [, name = ''] of block.matchAll(/\{\{ \.(\w+) \}\}/g)) used.add(`${path}.${name}`)
  for (const path of used)
    assert.ok(
      ofValues.some((leaf) => leaf === path || leaf.startsWith(`${path}.`)),
      path,
    )
  assert.deepEqual(
    ofValues.filter((leaf) => !used.has(leaf)),
    [],
  )
})

test('the schema takes the values as they are, several replicas only with PostgreSQL, and nothing unknown', () => {
  const taken = (change: object) => Value.Check(schema, { ...values, ...change })
  assert.ok(taken({}))
  assert.ok(!taken({ replicas: 2 }))
  assert.ok(taken({ replicas: 2, database: { secretName: 'database', key: 'DATABASE_URL' } }))
  assert.ok(!taken({ replica: 1 }))
  assert.ok(!taken({ image: { ...values.image, name: 'x' } }))
  assert.ok(!taken({ settings: { DATABASE_URL: 'postgres://a:b@c/d' } }))
  for (const set of ['PORT', 'ADMIN_PORT']) assert.ok(!taken({ settings: { [set]: '80' } }))
  assert.match(all, /\(ne \(int \.Values\.replicas\) 1\) \}\}\n\{\{- fail "SQLite means one replica/)
})

test('each template of the chart is of one kind, and its blocks are closed', () => {
  assert.ok(templates.length >= 7)
  for (const { path, text } of templates) {
    const kinds = [...text.matchAll(/^kind: (\w+)$/gm)].map(([, kind = '']) => kind.toLowerCase())
    assert.deepEqual([`${CHART}/templates/${kinds.join()}.yaml`], [path])
    assert.equal(text.match(/\{\{/g)?.length, text.match(/\}\}/g)?.length, path)
    const opened = text.match(/\{\{-? (if|with|range) /g)?.length ?? 0
    assert.equal(text.match(/\{\{-? end \}\}/g)?.length ?? 0, opened, path)
  }
})

test('the chart sets only settings of the configuration, and secrets by reference', () => {
  const inConfig = [...readText(`${CHART}/templates/configmap.yaml`).matchAll(/^ {2}([A-Z_]+):/gm)]
  const inPod = [...readText(`${CHART}/templates/deployment.yaml`).matchAll(/- name: ([A-Z_]+)$/gm)]
  const named = [...inConfig, ...inPod].map(([, name = '']) => name).concat(Object.keys(values.settings))
  assert.ok(named.length > 7)
  for (const name of named) assert.ok(name in settings, name)
  assert.match(all, /- name: DATABASE_URL\n +valueFrom:\n +secretKeyRef:/)
  assert.match(all, /- name: EVIDENCE_KEY\n +valueFrom:\n +secretKeyRef:/)
  const stop = Number(values.settings.DRAIN_SECONDS) + Number(settings.REQUEST_SECONDS.fallback) + 5
  assert.ok(values.terminationGraceSeconds >= stop)
})

test('the operator’s page of the chart is on a port of the pod’s loopback alone', () => {
  assert.match(readText(`${CHART}/templates/configmap.yaml`), /^ {2}ADMIN_PORT: '8081'$/m)
  assert.equal(settings.ADMIN_HOST.fallback, '127.0.0.1')
  assert.equal(all.match(/8081|ADMIN_/g)?.length, 2)
})

test('pods of the chart run as nobody in particular, with a read-only root and no capability', () => {
  for (const line of ['runAsNonRoot: true', 'runAsUser: 10001', 'readOnlyRootFilesystem: true', 'type: RuntimeDefault'])
    assert.ok(all.includes(line), line)
  assert.match(all, /allowPrivilegeEscalation: false\n.*\n +capabilities:\n +drop:\n +- ALL/)
  assert.match(all, /readinessProbe:\n +httpGet:\n +path: \/readyz/)
  assert.match(all, /livenessProbe:\n +httpGet:\n +path: \/healthz/)
})

test('a pod in maintenance has the volume, runs no server and is not stopped for that, and is for SQLite alone', () => {
  const [, maintained = '', served = ''] =
    /\{\{- if \.Values\.maintenance \}\}(.*?)\{\{- else \}\}(.*?)\{\{- end \}\}/s.exec(all) ?? []
  assert.match(maintained, /^\s+command: \[sh, -c, 'trap exit TERM; sleep infinity & wait'\]\s+$/)
  assert.deepEqual(served.match(/\w+Probe:/g), all.match(/\w+Probe:/g))
  assert.doesNotMatch(served, /volumeMounts/)
  assert.match(all, /if and \.Values\.maintenance \(not \$sqlite\) \}\}\n\{\{- fail "maintenance is for SQLite/)
})

const skip = spawnSync('helm', ['version']).error === undefined ? false : 'needs helm'
test('helm takes the chart', { skip }, () => {
  for (const words of [
    ['lint', '--strict', CHART],
    ['template', 'liveness', CHART],
    ['template', 'liveness', CHART, '--set', 'maintenance=true'],
  ]) {
    const { status, stdout, stderr } = spawnSync('helm', words, { cwd: fileURLToPath(root), encoding: 'utf8' })
    assert.equal(status, 0, stdout + stderr)
  }
})

/** The paths of a tree's ends; what `OPEN` names is one end, whatever is in it. */
function leaves<Node>(node: Node, below: (node: Node) => object | undefined, path = ''): string[] {
  const inside = OPEN.includes(path) || typeof node !== 'object' || node === null ? undefined : below(node)
  if (inside === undefined) return [path]
  return Object.entries(inside).flatMap(([name, child]) =>
    leaves(child as Node, below, path ? `${path}.${name}` : name),
  )
}
