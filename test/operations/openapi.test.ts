import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import fc from 'fast-check'
import Schema from 'typebox/schema'
import { refusals } from '../../src/errors.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { nameSchemas } from '../../src/operations/name-schemas.ts'
import { subjectA } from '../liveness/people.ts'
import { type Answer, signUp, somebody, startServer, temporaryFolder } from '../server.ts'
import { generateTypes } from './generate-types.ts'

const RUNS = { numRuns: 20 }

const CLIENT = new URL('../../examples/typed-client/client.ts', import.meta.url)
/** What must not compile, so that the types are not all `any`. */
const WRONG = `import type { components, paths } from './api.d.ts'
// @ts-expect-error
export const verdict: components['schemas']['Verdict'] = 'perhaps'
// @ts-expect-error
export const session: components['schemas']['PersonSession']['score'] = 1
// @ts-expect-error
export type Nothing = paths['/nothing']
`

const NAMED = [
  ...['Envelope', 'Refusal', 'PersonSession', 'BackEndSession', 'Signal', 'SessionStep', 'ServerMessage'],
  ...['SessionEvent', 'AccountDeletedEvent', 'TestEvent'],
]

interface Operation {
  readonly operationId?: string
}

interface Response {
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}

const characters = fc.string({ unit: 'grapheme', maxLength: 80 })
const anything = fc.oneof(characters, fc.integer(), fc.jsonValue())
const json = fc.oneof(
  fc.record(
    {
      fullname: anything,
      username: fc.oneof(anything, fc.constant(somebody.username)),
      password: fc.oneof(anything, fc.constant(somebody.password)),
      subject: anything,
      steps: anything,
      actions: fc.oneof(anything, fc.constant(['turn_left'])),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
)
const sent = fc.record({
  id: fc.oneof(fc.constant('known'), characters, fc.string({ minLength: 60, maxLength: 70 })),
  number: fc.oneof(fc.nat(), fc.integer(), characters).map(String),
  // What is not known is refused, so most have none.
  query: fc.oneof(
    { arbitrary: fc.constant(''), weight: 8 },
    characters,
    fc.integer({ min: -1, max: 110 }).map((limit) => `limit=${limit}`),
  ),
  body: fc.oneof(
    json.map((value) => JSON.stringify(value)),
    characters,
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Uint8Array.from(bytes)),
  ),
  type: fc.constantFrom('application/json', 'application/json', 'image/jpeg', 'text/plain', 'nonsense'),
  who: fc.constantFrom('person', 'backEnd', 'capture', 'garbage', 'nobody'),
  more: fc.constantFrom({}, { 'sec-fetch-site': 'cross-site' }, { 'x-captured-at': 'soon' }),
})

test('whatever is sent to any operation, the OpenAPI document names the response, and it is never a 500', async (t) => {
  const server = await startServer(t, {
    REGISTRATIONS_PER_HOUR: '0',
    LOGIN_FAILURES_PER_ADDRESS: '1000000',
    LIVENESS_FAILURES_MAX: '1000',
    LIVENESS_NETWORK_FAILURES_MAX: '0',
    LIVENESS_KEY_SPOOFS_MAX: '0',
  })
  const document = (await server.request('GET', '/openapi.json')).json
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const known = (await server.request('POST', '/liveness/sessions', { headers: { authorization: `Bearer ${key}` } }))
    .json
  let cookie = await signUp(server)
  const identity = (who: string): Record<string, string> =>
    ({
      person: { cookie },
      backEnd: { authorization: `Bearer ${key}` },
      capture: { authorization: `Bearer ${known.data.capture_token}` },
      garbage: { cookie: 'X-LIVENESS-TOKEN=x', authorization: 'Bearer x' },
    })[who] ?? {}

  let operations = 0
  for (const [pattern, methods] of Object.entries<Record<string, { responses: Record<string, Response> }>>(
    document.paths,
  ))
    for (const [method, { responses }] of Object.entries(methods)) {
      operations++
      const answered = fc.asyncProperty(sent, async ({ id, number, query, body, type, who, more }) => {
        const path = pattern
          .replace('{id}', encodeURIComponent(id === 'known' ? known.data.session_id : id))
          .replace('{sequence}', encodeURIComponent(number))
          .replace('{image_id}', encodeURIComponent(id))
        const answer = await server.request(
          method.toUpperCase(),
          `${path}?${encodeURI(query).replaceAll('#', '%23')}`,
          {
            ...(method === 'get' ? {} : { body }),
            headers: { 'content-type': type, ...identity(who), ...more },
          },
        )
        // A path parameter may be empty or a dot, which leads to another path.
        if (!/\/\.*(\/|$)/.test(path.slice(1))) assertDescribed(`${method} ${path}`, document, responses, answer)
        if (method === 'delete' && who === 'person') cookie = await signUp(server)
      })
      await fc.assert(answered, RUNS)
    }
  assert.ok(operations > 10)
})

test('every operation and every kind of data has a name, so that generated clients have, and pictures are binary', async (t) => {
  const server = await startServer(t)
  const { paths, webhooks, components } = (await server.request('GET', '/openapi.json')).json
  const described = Object.values<Record<string, Operation>>({ ...paths, ...webhooks })
  const operations = described.flatMap((methods) => Object.values(methods))
  const ids = operations.map(({ operationId }) => operationId ?? '')
  assert.ok(ids.every((id) => /^[a-z][A-Za-z]+$/.test(id)))
  assert.equal(new Set(ids).size, ids.length)
  assert.deepEqual(
    NAMED.filter((name) => !Object.hasOwn(components.schemas, name)),
    [],
  )
  const enumerations = Object.entries<{ enum?: string[]; type: string }>(components.schemas).filter(
    ([, { enum: texts }]) => texts,
  )
  assert.ok(enumerations.length > 10 && enumerations.every(([, { type }]) => type === 'string'))
  assert.equal(JSON.stringify([paths, webhooks]).includes('"enum"'), false, 'an enumeration has no name')
  assert.deepEqual(
    components.schemas.ErrorCode.enum.toSorted(),
    [...new Set(Object.values(refusals).map(([, code]) => code))].sort(),
  )
  const binary = { type: 'string', format: 'binary' }
  const { put } = paths['/liveness/sessions/{id}/frames/{sequence}']
  const { post } = paths['/liveness/check']
  const { get } = paths['/liveness/sessions/{id}/images/{image_id}']
  assert.deepEqual(put.requestBody, { required: true, content: { 'image/jpeg': { schema: binary } } })
  assert.deepEqual(Object.keys(post.requestBody.content), ['image/jpeg', 'image/png', 'image/webp'])
  assert.deepEqual(get.responses[200].content, { 'image/jpeg': { schema: binary } })
  assert.equal(paths['/liveness/sessions'].post.requestBody.required, false)
})

test('a person’s view of a session and a back end’s are two schemas, and each holds exactly what is answered', async (t) => {
  const server = await startServer(t)
  const { components } = (await server.request('GET', '/openapi.json')).json
  const cookie = await signUp(server)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const views = { PersonSession: { cookie }, BackEndSession: { authorization: `Bearer ${key}` } }
  for (const [name, headers] of Object.entries(views)) {
    const opened = await server.request('POST', '/liveness/sessions', { headers })
    const { json } = await server.request('GET', `/liveness/sessions/${opened.json.data.session_id}`, { headers })
    const schema = components.schemas[name]
    assert.ok(Schema.Check({ $ref: `#/components/schemas/${name}`, components }, json.data), name)
    assert.deepEqual(Object.keys(json.data), schema.required, name)
    for (const example of schema.examples) assert.ok(Schema.Check({ ...schema, components }, example), name)
  }
})

test('redocly lint finds nothing to object to in the document, with its recommended rules', async (t) => {
  const server = await startServer(t)
  const source = (await server.request('GET', '/openapi.json')).text
  const lint = async (text: string) =>
    (await lintFromString({ source: text, config: await createConfig({ extends: ['recommended'] }) })).map(
      ({ ruleId, message }) => `${ruleId}: ${message}`,
    )
  assert.deepEqual(await lint(source), [])
  assert.match((await lint(source.replace('"operationId":"register",', ''))).join(), /operation-operationId/)
})

test('of the document openapi-typescript makes types by which a client compiles, and the client works', async (t) => {
  const server = await startServer(t)
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'api.d.ts'), await generateTypes((await server.request('GET', '/openapi.json')).text))
  copyFileSync(CLIENT, join(folder, 'client.ts'))
  writeFileSync(join(folder, 'wrong.ts'), WRONG)
  const compilerOptions = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: [] }
  const options = { ...compilerOptions, lib: ['es2024', 'dom'], module: 'nodenext', allowImportingTsExtensions: true }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }))
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' })
  assert.equal(stdout, '')
  assert.equal(status, 0)

  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const { openSession, readSession, sendFrame } = await import(CLIENT.href)
  const { session_id: id, capture_token } = await openSession(server.url, key, { subject: 'customer 7' })
  const picture = Uint8Array.from(await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 }))
  const { step } = await sendFrame(server.url, capture_token, { id, sequence: 0 }, picture)
  assert.equal(step?.action, 'look_straight')
  const { subject, frames } = await readSession(server.url, key, { id })
  assert.deepEqual([subject, frames.received], ['customer 7', 1])
  await assert.rejects(readSession(server.url, key, { id: 'unknown' }), /Not found/)
})

test('no two schemas that differ can have one name', () => {
  const [text, number] = [
    { title: 'X', type: 'string' },
    { title: 'X', type: 'number' },
  ]
  assert.deepEqual(nameSchemas({ paths: { '/x': { text, description: 'x' } } }), {
    paths: { '/x': { text: { $ref: '#/components/schemas/X' }, description: 'x' } },
    components: { schemas: { X: { type: 'string' } } },
  })
  assert.throws(() => nameSchemas({ paths: { '/x': { text, number } } }), /two schemas are called X/)
})

function assertDescribed(
  what: string,
  { components }: { components: object },
  responses: Record<string, Response>,
  { status, headers, json, text }: Answer,
): void {
  const described = responses[status]
  assert.ok(described && status !== 500, `${what}: ${status} ${text}`)
  const schema = described.content?.['application/json']?.schema
  if (json !== undefined) assert.ok(schema && Schema.Check({ ...schema, components }, json), `${what}: ${text}`)
  for (const name of ['set-cookie', 'retry-after'])
    if (headers.has(name)) assert.ok(described.headers?.[name], `${what}: ${status} has an undescribed ${name}`)
}
