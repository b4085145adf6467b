import { isIP } from 'node:net'
import { databaseUrl, frameAncestor, hostName, origin, pageAddress, returnUrl } from './address-settings.ts'

/**
 * One setting: how its text is read (throws a plain sentence fragment when it is wrong) and what it is when not
 * given.
 */
interface Setting<T> {
  readonly fallback: string
  readonly read: (text: string) => T
  readonly secret?: true
}

export const settings = {
  HOST: setting('127.0.0.1', notEmpty),
  PORT: setting('8080', whole(0, 65_535)),
  DATABASE_URL: { ...setting('', databaseUrl), secret: true },
  DATA_DIR: setting('./data', notEmpty),
  MODEL_DIR: setting('', anything),
  PUBLIC_URL: setting('', origin),
  TRUSTED_PROXIES: setting('', list(addressRange)),
  CORS_ORIGINS: setting('', list(origin)),
  FRAME_ANCESTORS: setting('', list(frameAncestor)),
  RETURN_URLS: setting('', list(returnUrl)),
  LOGIN_IDLE_MINUTES: setting('60', whole(1, 60 * 24 * 30)),
  LOGIN_MAX_HOURS: setting('24', whole(1, 24 * 30)),
  LOGIN_FAILURES_PER_ACCOUNT: setting('10', whole(1, 100)),
  LOGIN_FAILURES_PER_ADDRESS: setting('100', whole(1, 1_000_000)),
  LOGIN_FAILURE_MINUTES: setting('15', whole(1, 60 * 24)),
  REGISTRATIONS_PER_HOUR: setting('200', whole(0, 1_000_000)),
  ACCOUNT_WRITES_PER_HOUR: setting('600', whole(0, 1_000_000)),
  KEY_WRITES_PER_HOUR: setting('100000', whole(0, 100_000_000)),
  AUDIT_DAYS: setting('365', auditDays),
  ACCOUNTS_STRICT: setting('no', yesOrNo),
  LIVENESS_STEPS: setting('3', whole(1, 6)),
  LIVENESS_SESSION_SECONDS: setting('120', whole(1, 3600)),
  LIVENESS_STEP_SECONDS: setting('8', whole(1, 60)),
  LIVENESS_BEGIN_MS: setting('4000', whole(500, 60_000)),
  SESSION_DAYS: setting('365', whole(0, 3650)),
  LIVENESS_FAILURES_MAX: setting('5', whole(1, 1_000)),
  LIVENESS_NETWORK_FAILURES_MAX: setting('500', whole(0, 100_000)),
  LIVENESS_KEY_SPOOFS_MAX: setting('50', whole(0, 100_000)),
  LIVENESS_POLICY: setting('standard-2', oneOf('standard-2', 'standard-2-injection')),
  FILM_DAYS: setting('30', whole(0, 30)),
  EVIDENCE_HOURS: setting('24', whole(0, 24 * 365)),
  EVIDENCE_KEY: { ...setting('', list(key)), secret: true },
  VISION_WORKERS: setting('0', whole(0, 256)),
  WEBHOOK_NETWORKS: setting('', list(addressRange)),
  WEBHOOK_DAYS: setting('30', whole(1, 365)),
  REQUEST_SECONDS: setting('30', whole(1, 600)),
  CONNECTIONS_MAX: setting('10000', whole(10, 1_000_000)),
  DRAIN_SECONDS: setting('1', whole(0, 300)),
  OPERATOR_NAME: setting('', line(60)),
  OPERATOR_LOGO: setting('', anything),
  OPERATOR_COLOR: setting('', color),
  CONSENT_TEXT: setting('', line(300)),
  CONSENT_URL: setting('', pageAddress),
  METRICS_HOST: setting('127.0.0.1', notEmpty),
  METRICS_PORT: setting('', metricsPort),
  METRICS_NAMES: setting('', list(hostName)),
  ADMIN_HOST: setting('127.0.0.1', notEmpty),
  ADMIN_PORT: setting('', adminPort),
  LOG_LEVEL: setting('info', oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')),
} satisfies Record<string, Setting<unknown>>

export type SettingName = keyof typeof settings
export type Config = { readonly [Name in SettingName]: ReturnType<(typeof settings)[Name]['read']> }
export type ConfigReading = { ok: true; config: Config } | { ok: false; problems: string[] }

/**
 * Reads every setting from the environment. An empty value counts as not given.
 * All problems are named at once, each with the setting's name; a secret's value is never repeated.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ConfigReading {
  const problems: string[] = []
  const config: Record<string, unknown> = {}
  for (const [name, { fallback, read, secret }] of Object.entries<Setting<unknown>>(settings)) {
    const text = environment[name]?.trim() || fallback
    try {
      config[name] = read(text)
    } catch (problem) {
      problems.push(`${name}${secret ? '' : `=${text}`}: ${(problem as Error).message}`)
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: config as Config }
}

function setting<T>(fallback: string, read: (text: string) => T): Setting<T> {
  return { fallback, read }
}

function anything(text: string): string {
  return text
}

function notEmpty(text: string): string {
  if (text === '') throw new Error('must not be empty')
  return text
}

function line(charactersMax: number) {
  return (text: string): string => {
    if ([...text].length <= charactersMax && !/\p{Cc}/u.test(text)) return text
    throw new Error(`must be one line of at most ${charactersMax} characters`)
  }
}

function color(text: string): string {
  if (text === '' || /^#[\da-f]{6}$/i.test(text)) return text
  throw new Error('must be a color such as #3346d3')
}

function whole(min: number, max: number) {
  return (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new Error(`must be a whole number from ${min} to ${max}`)
  }
}

/** The database refuses to delete what is younger than 30 days; 0 stands for ever. */
function auditDays(text: string): number {
  return text === '0' ? 0 : whole(30, 3650)(text)
}

function oneOf<const Choice extends string>(...choices: Choice[]) {
  return (text: string): Choice => {
    const choice = choices.find((candidate) => candidate === text)
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}`)
    return choice
  }
}

function yesOrNo(text: string): boolean {
  return oneOf('yes', 'no')(text) === 'yes'
}

function list<T>(read: (text: string) => T) {
  return (text: string): T[] =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
      .map(read)
}

function addressRange(text: string): string {
  const [address = '', prefix, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) throw new Error(`"${text}" must be an address or a range such as 10.0.0.0/8`)
  if (prefix !== undefined) {
    whole(1, family === 4 ? 32 : 128)(prefix)
  }
  return text
}

function key(text: string): string {
  if (/^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === 32) return text
  throw new Error('must be 32 bytes in base64, such as `openssl rand -base64 32` prints')
}

function adminPort(text: string): number | 'public' {
  return text === '' ? 'public' : whole(0, 65_535)(text)
}

function metricsPort(text: string): number | 'off' | 'beside' {
  if (text === '') return 'beside'
  return text === 'off' ? text : whole(0, 65_535)(text)
}
