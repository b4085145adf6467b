import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { readText } from '../structure/source-files.ts'
import { assertSettings } from './named-settings.ts'

const FOLDER = 'deploy/chart'
const folder = fileURLToPath(new URL(`../../${FOLDER}/`, import.meta.url))
const templates = readdirSync(`${folder}templates`).map((name) => ({
  name,
  text: readText(`${FOLDER}/templates/${name}`),
}))
const values = parse(readText(`${FOLDER}/values.yaml`))
const schema = JSON.parse(readText(`${FOLDER}/values.schema.json`))
const skip = spawnSync('helm', ['version']).status === 0 ? false : 'needs helm'

type Tree = { readonly [name: string]: Tree | unknown }

/** The names of all values that are no group, such as `image.tag`. */
function leaves(tree: Tree, groups: (value: unknown) => Tree | undefined, before = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const inside = groups(value)
    return inside && Object.keys(inside).length > 0 ? leaves(inside, groups, `${before}${name}.`) : [before + name]
  })
}

test('each template makes one kind and is called by it, and its braces are even', () => {
  for (const { name, text } of templates) {
    const kinds = [...text.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind!.toLowerCase())
    assert.deepEqual([`${kinds.join()}.yaml`], [name])
    assert.equal(text.match(/\{\{/g)?.length, text.match(/\}\}/g)?.length, name)
    const opened = text.match(/\{\{-? (if|with|range) /g)?.length ?? 0
    assert.equal(text.match(/\{\{-? end \}\}/g)?.length ?? 0, opened, name)
  }
})

test('every value that a template reads is in the values and the schema, and nothing else is', () => {
  const isGroup = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Tree) : undefined)
  const known = leaves(values, isGroup).filter((name) => !name.startsWith('resources.'))
  const inSchema = leaves(schema.properties, (value) => (value as { properties?: Tree }).properties)
  assert.deepEqual([...known, 'resources'].toSorted(), inSchema.toSorted())
  const read = templates.flatMap(({ text }) => [...text.matchAll(/\.Values\.([\w.]+)/g)].map(([, name]) => name!))
  assert.deepEqual([...new Set(read)].toSorted(), inSchema.toSorted())
})

test('SQLite has one replica, by the schema and by the template, and is never open twice', () => {
  assert.equal(values.replicas, 1)
  assert.deepEqual(schema.if, { properties: { secretName: { const: '' } } })
  assert.deepEqual(schema.then, { properties: { replicas: { const: 1 } } })
  const deployment = templates.find(({ name }) => name === 'deployment.yaml')?.text ?? ''
  assert.match(
    deployment,
    /^\{\{- if and \(eq \.Values\.secretName ""\) \(gt \(int \.Values\.replicas\) 1\) \}\}\n\{\{- fail /,
  )
  assert.match(deployment, /type: \{\{ if eq \.Values\.secretName "" \}\}Recreate\{\{ else \}\}RollingUpdate/)
})

test('the chart sets settings alone, and runs them as nobody with a read-only root', () => {
  const config = templates.find(({ name }) => name === 'configmap.yaml')?.text ?? ''
  assertSettings(
    [...config.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name!),
    'configmap.yaml',
  )
  const deployment = templates.find(({ name }) => name === 'deployment.yaml')?.text ?? ''
  assertSettings(
    [...deployment.matchAll(/- name: ([A-Z_]+)$/gm)].map(([, name]) => name!),
    'deployment.yaml',
  )
  for (const rule of [
    'runAsUser: 10001',
    'runAsNonRoot: true',
    'readOnlyRootFilesystem: true',
    'allowPrivilegeEscalation: false',
    '- ALL',
  ])
    assert.ok(deployment.includes(rule), rule)
  assert.ok(!templates.some(({ text }) => /^kind: Secret$/m.test(text)), 'secrets are named, never made')
})

test('helm finds nothing wrong and refuses a second replica on SQLite', { skip }, () => {
  const helm = (...words: string[]) => spawnSync('helm', words, { encoding: 'utf8' })
  assert.equal(helm('lint', '--strict', folder).status, 0)
  assert.equal(helm('template', 'demo', folder).status, 0)
  assert.notEqual(helm('template', 'demo', folder, '--set', 'replicas=2').status, 0)
  assert.equal(helm('template', 'demo', folder, '--set', 'replicas=2,secretName=keys').status, 0)
})
