import type { RequestInput } from './input.ts'
import { mutateJson, valueLike } from './json.ts'
import { mutateBytes } from './mutate-bytes.ts'
import { ODD_TEXTS } from './odd-values.ts'
import type { Operation } from './operations.ts'
import { mutatePicture, type Picture } from './pictures.ts'
import type { Random } from './random.ts'

type Header = readonly [name: string, value: string]

/** What inputs are made from. */
export interface Material {
  readonly operations: readonly Operation[]
  readonly pictures: readonly Picture[]
}

/** One request to any operation, good or bad in any of its parts. */
export function requestInput(random: Random, { operations, pictures }: Material): RequestInput {
  // What takes a body is where most can go wrong.
  const operation = random.pick(
    random.chance(0.5) ? operations.filter(({ bodies }) => Object.keys(bodies).length > 0) : operations,
  )
  const method = random.chance(0.95)
    ? operation.method
    : random.pick(['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY', 'HEAD'])
  const { type, body } = bodyOf(random, operation, pictures)
  const headers: Header[] = [
    ['host', random.chance(0.97) ? 'fuzz.example' : random.pick(['', '[::1', 'a b', 'x'.repeat(300)])],
    ['connection', 'close'],
    ...identityHeaders(random, operation),
    ...oddHeaders(random),
  ]
  if (body.length > 0 || random.chance(0.3))
    headers.push(['content-type', type], ['content-length', String(body.length)])
  const lines = headers.map(([name, value]) => `${name}: ${oneLine(value)}\r\n`)
  const head = `${method} ${targetOf(random, operation)} HTTP/1.1\r\n${lines.join('')}\r\n`
  if (random.chance(0.9)) return { kind: 'request', head, body, isWhole: true }
  return { kind: 'request', ...mutateWire(random, head, body), isWhole: false }
}

function bodyOf(random: Random, { bodies }: Operation, pictures: readonly Picture[]): { type: string; body: Buffer } {
  const types = Object.keys(bodies)
  if (types.length === 0 && random.chance(0.8)) return { type: 'application/json', body: Buffer.alloc(0) }
  const type = types.length > 0 ? random.pick(types) : 'application/json'
  if (type.startsWith('image/') !== random.chance(0.03)) {
    const { type: claimed, bytes } = mutatePicture(random, random.pick(pictures))
    return { type: claimed, body: bytes }
  }
  const text = JSON.stringify(mutateJson(random, valueLike(random, bodies[type] ?? {}), random.pick([0, 0.05, 0.2])))
  const bytes = Buffer.from(text ?? '')
  return {
    type: random.chance(0.9)
      ? type
      : random.pick([`${type}; charset=utf-16`, 'text/plain', ';', 'image/jpeg', 'a/b/c']),
    body: random.chance(0.85) ? bytes : mutateBytes(random, bytes),
  }
}

/** The path with its parameters, and a query. */
/** A request that asks to be held is held for a second at most: the run has better to do. */
function targetOf(random: Random, { path, parameters }: Operation): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'id' && random.chance(0.7)) return '{session}'
    if (name === 'sequence' && random.chance(0.7)) return String(random.below(700))
    return random.chance(0.7)
      ? encode(random.pick(ODD_TEXTS))
      : random.pick(['%zz', '%', '%c0%af', '..', 'x'.repeat(250)])
  })
  const known = parameters.filter((parameter) => parameter.in === 'query' && random.chance(0.6))
  const query = known.map(({ name, schema }) => {
    const value = random.chance(0.6)
      ? valueLike(random, name === 'wait' ? { ...schema, maximum: 1 } : schema)
      : random.pick(['{session}', ...ODD_TEXTS])
    return value === '{session}' ? `${name}=${value}` : `${name}=${encode(String(value))}`
  })
  if (random.chance(0.1))
    query.push(random.pick(['a', '=', '&&&', '%', 'limit=1&limit=2', 'x=%ff', '[]=1', '__proto__=1']))
  return query.length > 0 ? `${filled}?${query.join('&')}` : filled
}

const IDENTITIES: Readonly<Record<string, Header>> = {
  person: ['cookie', 'X-LIVENESS-TOKEN={cookie}'],
  backEnd: ['authorization', 'Bearer {key}'],
  captureToken: ['authorization', 'Bearer {token}'],
}

/** Mostly one that may call the operation. */
function identityHeaders(random: Random, { callers }: Operation): Header[] {
  const known = callers.length > 0 && random.chance(0.7) ? IDENTITIES[random.pick(callers)] : undefined
  return known ? [known] : oddIdentity(random)
}

function oddIdentity(random: Random): Header[] {
  const oddToken = random.pick([
    '',
    'x',
    'a'.repeat(43),
    '='.repeat(44),
    random.bytes(30).toString('latin1'),
    'x'.repeat(5000),
  ])
  return random.pick<() => Header[]>([
    () => [],
    () => [['authorization', 'Bearer {key}']],
    () => [['authorization', 'Bearer {token}']],
    () => [['cookie', 'X-LIVENESS-TOKEN={cookie}']],
    () => [['cookie', `X-LIVENESS-TOKEN=${oddToken}; X-LIVENESS-TOKEN={cookie}`]],
    () => [['cookie', random.pick([oddToken, ';;;', '=', `${oddToken}={cookie}`, 'a=b; '.repeat(3000)])]],
    () => [['authorization', `${random.pick(['Bearer', 'Basic', 'bearer', ''])} ${oddToken}`]],
    () => [['authorization', `Bearer lk_${'x'.repeat(43)}`]],
  ])()
}

function oddHeaders(random: Random): Header[] {
  const headers: Header[] = [
    ['origin', random.pick(['null', 'https://evil.example', 'http://fuzz.example', ''])],
    ['sec-fetch-site', random.pick(['cross-site', 'same-origin', 'x'])],
    ['x-captured-at', random.pick(['0', '-1', 'NaN', '1e400', 'soon', String(random.below(1e9))])],
    ['x-forwarded-for', random.pick(['1.2.3.4', '::1, x', random.pick(ODD_TEXTS)])],
    ['expect', random.pick(['100-continue', 'x'])],
    ['upgrade', random.pick(['h2c', 'websocket'])],
    ['accept-language', random.pick(['id', 'en;q=x', '*'.repeat(500)])],
    ['accept-encoding', 'gzip, br'],
    ['if-none-match', random.pick(['*', '"x"'])],
    ['range', random.pick(['bytes=0-1', 'bytes=9-1,5-'])],
    [`x-${random.below(99)}`, random.pick(ODD_TEXTS)],
    ['idempotency-key', random.pick(['a', ...ODD_TEXTS])],
  ]
  return headers.filter(() => random.chance(0.06))
}

/** What no client library would send: the head itself is broken, or says another length than the body has. */
function mutateWire(random: Random, head: string, body: Buffer): { head: string; body: Buffer } {
  return random.pick<() => { head: string; body: Buffer }>([
    () => ({ head: mutateBytes(random, Buffer.from(head, 'latin1')).toString('latin1'), body }),
    () => ({
      head: head.replace('connection: close', `content-length: ${random.pick(['5', '-1', '9'.repeat(30), 'x'])}`),
      body,
    }),
    () => ({ head: head.replace(/content-length: \d+/, 'transfer-encoding: chunked'), body: chunked(random, body) }),
    () => ({ head: head.replace('HTTP/1.1', random.pick(['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9'])), body }),
    () => ({ head: head.replace(/host: .*\r\n/, ''), body }),
    () => ({
      head: head.replace('connection: close', 'a: b\r\n'.repeat(random.pick([90, 120, 2500])).trimEnd()),
      body,
    }),
    () => ({ head, body: body.subarray(0, random.below(body.length + 1)) }),
    () => ({ head, body: Buffer.concat([body, Buffer.from('GET / HTTP/1.1\r\n\r\n')]) }),
  ])()
}

function chunked(random: Random, body: Buffer): Buffer {
  const size = random.chance(0.7) ? body.length.toString(16) : random.pick(['-1', 'ffffffffffffffff', '0x5', 'x', ''])
  return Buffer.concat([
    Buffer.from(`${size}\r\n`),
    body,
    Buffer.from(random.pick(['\r\n0\r\n\r\n', '\r\n0\r\n', '', '\n'])),
  ])
}

/** `encodeURIComponent` that takes half a surrogate pair too. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).slice(0, 2000)
}

/** As bytes of UTF-8, each a character, without what ends a header. */
function oneLine(value: string): string {
  return Buffer.from(value.replaceAll(/[\r\n\0]/g, ' ')).toString('latin1')
}
