import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import pino from 'pino'
import { type LoginMetrics, openLoginMetrics } from '../src/accounts/metrics.ts'
import { openPasswords } from '../src/accounts/password.ts'
import { openOperatorMetrics } from '../src/admin/metrics.ts'
import { type AppParts, buildApp } from '../src/app.ts'
import { openRefusalLog, type RefusalLog } from '../src/audit/refusals.ts'
import type { SteadyClock } from '../src/clock.ts'
import { type Config, readConfig, type SettingName } from '../src/config.ts'
import { type EvidenceKeys, openEvidenceKeys } from '../src/evidence/evidence-keys.ts'
import { mintId } from '../src/id.ts'
import { Admission } from '../src/liveness/sessions/admission.ts'
import { type LivenessMetrics, openLivenessMetrics } from '../src/liveness/sessions/metrics.ts'
import { type Metrics, openMetrics } from '../src/operations/metrics.ts'
import { openProcessSamples } from '../src/operations/process-samples.ts'
import { migrate } from '../src/storage/migrate.ts'
import { openStorage, type Storage } from '../src/storage/open.ts'
import type { VisionPool } from '../src/vision/pool.ts'
import { engine } from './engine.ts'

/** Set by the PostgreSQL run: a server on which a database for each test may be made. */
export const testDatabaseUrl = process.env.TEST_DATABASE_URL ?? ''

const passwords = openPasswords(2)

export interface TestServer {
  readonly url: string
  readonly app: FastifyInstance
  readonly storage: Storage
  readonly config: Config
  /** `set` moves the machine's clock alone. */
  readonly clock: SteadyClock & { advance(ms: number): void; set(byMs: number): void }
  readonly state: { draining: boolean; visionReady: boolean }
  /** Everything that was logged, as written. */
  readonly logLines: string[]
  readonly evidenceKeys: EvidenceKeys
  readonly refusals: RefusalLog
  readonly livenessMetrics: LivenessMetrics
  readonly loginMetrics: LoginMetrics
  readonly metrics: Metrics
  /** What the app was built of, for another one beside it. */
  readonly appParts: AppParts
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>
}

export interface RequestOptions {
  readonly json?: unknown
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Record<string, string>
  readonly cookie?: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer, it asserts.
  readonly json: any
  /** `X-LIVENESS-TOKEN=…` as a client would send it back. */
  readonly cookie: string | undefined
}

/** A folder that goes away with the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'liveness-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The environment of a server of its own: a new SQLite file, or a new database on the PostgreSQL server of the run. */
export async function newEnvironment(t: TestContext): Promise<Record<string, string>> {
  const environment: Record<string, string> = {
    PORT: '0',
    DATA_DIR: temporaryFolder(t),
    METRICS_PORT: 'off',
    // Drawn people hold their heads the same in every session, as one and the same film does.
    FILM_DAYS: '0',
  }
  if (testDatabaseUrl !== '') environment.DATABASE_URL = await newPostgresDatabase(t)
  return environment
}

/** Starts the real app on a real database, with a clock that the test moves. */
export async function startServer(
  t: TestContext,
  overrides: Partial<Record<SettingName, string>> = {},
  vision: VisionPool = engine,
): Promise<TestServer> {
  const reading = readConfig({ ...(await newEnvironment(t)), ...overrides })
  if (!reading.ok) throw new Error(reading.problems.join('\n'))
  const { config } = reading
  const storage = openStorage(config, () => {})
  await migrate(storage)
  let steady = Date.now()
  let setBy = 0
  const clock = {
    id: mintId(),
    now: () => steady + setBy,
    steady: () => steady,
    advance(ms: number) {
      steady += ms
    },
    set(byMs: number) {
      setBy += byMs
    },
  }
  const admission = new Admission(vision)
  const state = { draining: false, visionReady: true }
  const logLines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) })
  const hashing = await passwords
  const metrics = openMetrics(hashing.gate)
  const livenessMetrics = openLivenessMetrics(metrics.registry, vision, admission, clock)
  const loginMetrics = openLoginMetrics(metrics.registry)
  const evidenceKeys = openEvidenceKeys(config)
  const refusals = openRefusalLog({ db: storage.db, clock })
  const appParts = {
    config,
    db: storage.db,
    dialect: storage.dialect,
    clock,
    passwords: hashing,
    refusals,
    logger,
    metrics,
    processSamples: openProcessSamples(metrics, clock),
    vision,
    admission,
    livenessMetrics,
    loginMetrics,
    operatorMetrics: openOperatorMetrics(metrics.registry),
    evidenceKeys,
    isDraining: () => state.draining,
    isVisionReady: () => state.visionReady,
  }
  const app = await buildApp(appParts)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.after(async () => {
    await app.close()
    await storage.db.destroy()
  })
  const parts = { config, clock, state, logLines, refusals, evidenceKeys, livenessMetrics, loginMetrics, metrics }
  return { url, app, storage, ...parts, appParts, request: (...args) => request(url, ...args) }
}

export async function request(
  url: string,
  method: string,
  path: string,
  { json, body, headers, cookie }: RequestOptions = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
    redirect: 'manual',
    headers: {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
  })
  const text = await response.text()
  const set = response.headers.getSetCookie()[0]
  return {
    status: response.status,
    headers: response.headers,
    text,
    json:
      text !== '' && response.headers.get('content-type')?.startsWith('application/json')
        ? JSON.parse(text)
        : undefined,
    cookie: set?.split(';')[0],
  }
}

/** Sends a request again for as long as the server answers that it is busy, as a client would. */
export async function whenThereIsRoom(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send()
    if (answer.status !== 503) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const somebody = { fullname: 'Some Body', username: 'somebody', password: 'correct horse' }

/** Registers and logs in; answers the cookie. */
export async function signUp(server: Pick<TestServer, 'request'>, who = somebody): Promise<string> {
  await server.request('POST', '/auth/register', { json: who })
  const { cookie, text } = await server.request('POST', '/auth/login', { json: who })
  if (cookie === undefined) throw new Error(`could not log in: ${text}`)
  return cookie
}

export async function newPostgresDatabase(t: TestContext, options = ''): Promise<string> {
  const name = `t${randomBytes(8).toString('hex')}`
  await onPostgres(`create database ${name} ${options}`)
  t.after(() => onPostgres(`drop database if exists ${name} with (force)`))
  const url = new URL(testDatabaseUrl)
  url.pathname = `/${name}`
  return url.href
}

export async function onPostgres(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: testDatabaseUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
