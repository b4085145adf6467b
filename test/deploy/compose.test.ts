import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { settings } from '../../src/config.ts'
import { readText } from '../structure/source-files.ts'
import { assertSettings } from './named-settings.ts'

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly environment?: Readonly<Record<string, string | number>>
  readonly [field: string]: unknown
}

const FILES = ['deploy/compose.yaml', 'deploy/compose.postgres.yaml']
const servicesOf = (file: string): [string, Service][] =>
  Object.entries(parse(readText(file), { merge: true }).services)

test('every container has a read-only root, no capability it does not need, limits, and a bounded log', () => {
  for (const file of FILES)
    for (const [name, service] of servicesOf(file)) {
      const where = `${file} ${name}`
      assert.equal(service.read_only, true, where)
      assert.deepEqual(service.cap_drop, ['ALL'], where)
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], where)
      assert.ok(service.mem_limit && service.logging && service.restart, where)
      assert.ok(!('privileged' in service) && service.network_mode === undefined, where)
      if (service.build) {
        assert.ok(!('cap_add' in service) && service.pids_limit && service.cpus, where)
        const folder = new URL(`../../deploy/${service.build.context}/`, import.meta.url)
        assert.ok(existsSync(fileURLToPath(new URL(service.build.dockerfile, folder))), where)
      }
    }
})

test('a server gets the time that it takes to stop', () => {
  for (const file of FILES)
    for (const [name, { build, environment, stop_grace_period }] of servicesOf(file)) {
      if (!build) continue
      const seconds = (setting: 'DRAIN_SECONDS' | 'REQUEST_SECONDS') =>
        Number(environment?.[setting] ?? settings[setting].fallback)
      const needed = seconds('DRAIN_SECONDS') + seconds('REQUEST_SECONDS') + 5
      assert.ok(Number.parseInt(String(stop_grace_period), 10) >= needed, `${file} ${name}`)
    }
})

test('what the compose files and the example of .env set are settings, and each that is needed is in the example', () => {
  const example = readText('deploy/.env.example')
  const named = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name!)
  assertSettings(named, '.env.example')
  for (const file of FILES) {
    const set = servicesOf(file).flatMap(([, { environment = {} }]) => Object.keys(environment))
    if (set.length > 0) assertSettings(set, file)
    for (const [, name] of readText(file).matchAll(/\$\{(\w+)/g)) assert.ok(named.includes(name!), `${file}: ${name}`)
  }
})

test('the database and the metrics are reached from inside alone, and the servers trust nobody else', () => {
  const file = parse(readText('deploy/compose.postgres.yaml'), { merge: true })
  assert.equal(file.networks.inside.internal, true)
  const [{ subnet }] = file.networks.inside.ipam.config
  const published = servicesOf('deploy/compose.postgres.yaml').filter(([, service]) => 'ports' in service)
  assert.deepEqual(
    published.map(([name]) => name),
    ['proxy'],
  )
  for (const [name, service] of servicesOf('deploy/compose.postgres.yaml').filter(([, { build }]) => build)) {
    assert.equal(service.environment?.TRUSTED_PROXIES, subnet)
    assert.equal(service.environment?.METRICS_NAMES, name)
    assert.match(readText('deploy/Caddyfile'), new RegExp(`reverse_proxy .*\\b${name}:8080`))
  }
  assert.deepEqual(file.services.database.networks, ['inside'])
})
