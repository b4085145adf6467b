import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { readConfig, settings } from '../../src/config.ts'
import { readText } from '../structure/source-files.ts'

/** What the files set besides settings: for compose itself, PostgreSQL's image and Caddy. */
const NOT_SETTINGS = ['DOMAIN', 'POSTGRES_DB', 'POSTGRES_INITDB_ARGS', 'POSTGRES_PASSWORD', 'POSTGRES_USER']
const STOP_MORE_SECONDS = 5

interface Service {
  readonly image: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly environment?: Readonly<Record<string, string | number>>
  readonly networks?: readonly string[]
  readonly ports?: readonly string[]
  readonly tmpfs: readonly string[]
  readonly [key: string]: unknown
}
interface Network {
  readonly internal?: boolean
  readonly ipam?: { readonly config: readonly { readonly subnet: string; readonly gateway?: string }[] }
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly networks?: Readonly<Record<string, Network | null>>
}

const files = ['deploy/compose.yaml', 'deploy/compose.postgres.yaml'].map((path) => ({
  path,
  compose: parse(readText(path), { merge: true }) as Compose,
}))
const services = files.flatMap(({ path, compose }) =>
  Object.entries(compose.services).map(([name, service]) => ({ name: `${path} ${name}`, service })),
)
const servers = services.filter(({ service }) => service.build)

test('each setting that the compose files and .env.example name is one of the configuration', () => {
  const inExample = [...readText('deploy/.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name = '']) => name)
  const inFiles = files.flatMap(({ path }) =>
    [...readText(path).matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name),
  )
  const given = services.flatMap(({ service }) => Object.keys(service.environment ?? {}))
  assert.ok(inExample.length > 7 && given.length > 10)
  const known = [...Object.keys(settings), ...NOT_SETTINGS]
  assert.deepEqual(
    [...inExample, ...inFiles, ...given].filter((name) => !known.includes(name)),
    [],
  )
  assert.deepEqual(
    inFiles.filter((name) => !inExample.includes(name)),
    [],
  )
})

test('each service of the compose files is hardened and has limits', () => {
  assert.equal(services.length, 5)
  for (const { name, service } of services) {
    assert.equal(service.read_only, true, name)
    assert.deepEqual(service.cap_drop, ['ALL'], name)
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name)
    assert.ok(service.tmpfs.includes('/tmp'), name)
    for (const limit of ['pids_limit', 'mem_limit', 'cpus', 'stop_grace_period', 'healthcheck'])
      assert.ok(service[limit], `${name}: ${limit}`)
    assert.match(JSON.stringify(service.logging), /"max-size":"\d+m","max-file":"\d+"/, name)
    assert.ok(!('privileged' in service), name)
  }
  for (const { name, service } of servers) {
    assert.deepEqual(service.build, { context: '..', dockerfile: 'deploy/Containerfile' }, name)
    assert.ok(!('cap_add' in service), name)
  }
})

/** What a value is where `.env` does not set its variable. */
const unlessSet = (value: unknown) => String(value).replace(/^\$\{\w+:-(.*)\}$/, '$1')

test('each server of the compose files has the time to stop that its settings may take', () => {
  assert.equal(servers.length, 3)
  for (const { name, service } of servers) {
    const texts = Object.entries(service.environment ?? {}).map(([key, value]) => [key, unlessSet(value)])
    const secrets = { DATABASE_URL: 'postgres://a@b/c', EVIDENCE_KEY: '', PUBLIC_URL: 'https://accounts.example.org' }
    const reading = readConfig({ ...Object.fromEntries(texts), ...secrets })
    assert.ok(reading.ok, name)
    const { DRAIN_SECONDS, REQUEST_SECONDS } = reading.config
    const grace = Number.parseInt(String(service.stop_grace_period), 10)
    assert.ok(grace >= DRAIN_SECONDS + REQUEST_SECONDS + STOP_MORE_SECONDS, name)
  }
})

test('each server trusts the address that its proxy has in the network between them', () => {
  const [alone, several] = files.map(({ compose }) => compose)
  const [ofDefault] = alone?.networks?.default?.ipam?.config ?? []
  assert.ok(ofDefault?.gateway)
  assert.equal(unlessSet(alone?.services.liveness?.environment?.TRUSTED_PROXIES), ofDefault.gateway)
  const [ofProxied] = several?.networks?.proxied?.ipam?.config ?? []
  for (const service of [several?.services.one, several?.services.two])
    assert.equal(service?.environment?.TRUSTED_PROXIES, ofProxied?.subnet)
})

test('only the proxy is reached from outside, operators’ pages from this machine, and the database by the servers', () => {
  const [alone, several] = files.map(({ compose }) => compose)
  assert.deepEqual(alone?.services.liveness?.ports, ['127.0.0.1:8080:8080', '127.0.0.1:8081:8081'])
  const { one, two, database, proxy } = several!.services
  const ports = [one, two, database].map((service) => service?.ports)
  assert.deepEqual(ports, [['127.0.0.1:8081:8081'], ['127.0.0.1:8082:8081'], undefined])
  for (const { name, service } of servers) {
    const { ADMIN_HOST, ADMIN_PORT } = service.environment ?? {}
    assert.deepEqual([ADMIN_HOST, ADMIN_PORT], ['0.0.0.0', 8081], name)
  }
  assert.deepEqual(database?.networks, ['storage'])
  assert.ok(!proxy?.networks?.includes('storage') && !proxy?.networks?.includes('metrics'))
  for (const name of ['proxied', 'storage', 'metrics']) assert.equal(several?.networks?.[name]?.internal, true, name)
})

test('the commands in the documentation are run in services of the compose files', () => {
  // Between two fences all is for one of the files; elsewhere a line is.
  const blocks = readText('docs/deployment.md')
    .split(/^```.*$/m)
    .flatMap((text, index) => (index % 2 === 1 ? [text] : text.split('\n')))
  const [alone, several] = files.map(({ compose }) => Object.keys(compose.services))
  const named = blocks.flatMap((block) =>
    [
      ...block.matchAll(/docker compose(?: --file \S+)? (?:exec|run|stop|start)(?: --volume "[^"]*"| -\S+)* (\w+)/g),
    ].map(([line, service = '']) => ({
      line,
      known: block.includes('compose.postgres.yaml') ? several : alone,
      service,
    })),
  )
  assert.ok(named.length > 8)
  for (const { line, known, service } of named) assert.ok(known?.includes(service), line)
})
