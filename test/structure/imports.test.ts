import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSourceFiles, readText } from './source-files.ts'

const files = readSourceFiles()
const GROUND = ['config', 'escape-html', 'html', 'errors', 'clock', 'id', 'iso-time', 'token']
const DATA = [...GROUND, 'storage']
const LIVENESS = ['liveness/decision', 'liveness/sessions', 'liveness/frames', 'liveness/check']
const RESULTS = ['results/signing', 'results/webhooks']
const FEATURES = ['accounts', 'identity', 'audit', 'capture', 'evidence', ...LIVENESS, ...RESULTS, 'throttle', 'vision']

/** What each area may import of the others: a folder of src/, src/liveness/ or src/results/, or a file in src/. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'address-settings': [],
  config: ['address-settings'],
  errors: [],
  'escape-html': [],
  html: ['escape-html'],
  clock: ['id'],
  id: [],
  'iso-time': [],
  token: [],
  'load-config': ['config'],
  storage: ['config', 'errors'],
  audit: [...DATA, 'throttle'],
  throttle: DATA,
  http: DATA,
  vision: GROUND,
  'liveness/decision': ['vision'],
  evidence: DATA,
  identity: [...DATA, 'audit', 'throttle'],
  capture: [...GROUND, 'http'],
  'results/signing': [...DATA, 'audit', 'evidence', 'http'],
  'results/webhooks': [...DATA, 'audit', 'evidence'],
  accounts: [...DATA, ...RESULTS, 'audit', 'evidence', 'http', 'identity', 'throttle'],
  'liveness/sessions': [
    ...DATA,
    ...RESULTS,
    'audit',
    'evidence',
    'http',
    'identity',
    'throttle',
    'vision',
    'liveness/decision',
  ],
  'liveness/frames': [...DATA, 'http', 'identity', 'liveness/decision', 'liveness/sessions'],
  'liveness/check': [...DATA, 'http', 'identity', 'throttle', 'vision', 'liveness/decision'],
  evaluation: [...GROUND, 'vision', 'liveness/decision'],
  operations: [...DATA, ...FEATURES, 'http'],
  admin: [...DATA, ...FEATURES, 'http', 'operations'],
  'new-server': [...DATA, 'audit', 'http', 'operations', 'liveness/frames'],
  app: [...DATA, ...FEATURES, 'http', 'operations', 'admin', 'new-server'],
  'admin-app': ['admin', 'app', 'http', 'errors', 'new-server', 'operations'],
  'hold-memory': [],
  'own-node': [],
  node: ['own-node'],
  main: ['hold-memory', 'own-node', 'serve'],
  serve: [...DATA, ...FEATURES, 'http', 'operations', 'admin', 'app', 'admin-app', 'load-config'],
  commands: [...DATA, ...FEATURES, 'evaluation', 'operations', 'admin', 'load-config'],
  cli: ['own-node', 'command-line'],
  'command-line': ['commands'],
}

/** Which files may know a package: all that start so, end so, or are so called. */
const MAY_USE: readonly { packages: RegExp; files: RegExp; who: string }[] = [
  {
    packages: /^(fastify|@fastify\/(?!accept-negotiator$).*|typebox)$/,
    files:
      /^src\/(http\/.*|app|admin-app|new-server|serve|(.+\/)?([^/]*-)?(routes?|schemas)(-[^/]*)?|operations\/(openapi|request-log)|identity\/identify-callers|admin\/(operator|send-page|respond-with-page|require-own-page)|.+\/web-socket-options)\.ts$/,
    who: 'routes and their schemas, http/, what makes servers, what identifies, describes and logs requests, sends pages, and the options of plugins',
  },
  {
    packages: /^(kysely|pg|node:sqlite)$/,
    files: /^src\/(storage\/.*|.+\/([^/]*-)?queries)\.ts$/,
    who: 'queries and storage/',
  },
  { packages: /^(onnxruntime-node|sharp)$/, files: /^src\/vision\//, who: 'vision/' },
  {
    packages: /^@fastify\/accept-negotiator$/,
    files: /^src\/capture\/negotiate\.ts$/,
    who: 'capture/negotiate',
  },
  {
    packages: /^jose$/,
    files: /^src\/results\/signing\/(make-key|sign-re(sult|ceipt))\.ts$/,
    who: 'what makes keys and signs',
  },
  { packages: /^@node-rs\/argon2$/, files: /^src\/accounts\/password\.ts$/, who: 'accounts/password' },
  { packages: /^otpauth$/, files: /^src\/admin\/one-time-code\.ts$/, who: 'admin/one-time-code' },
  { packages: /^prom-client$/, files: /^src\/.+\/metrics\.ts$/, who: 'the metrics' },
]

function areaOf(path: string): string {
  const [, folder = '', inside = ''] = path.split('/')
  return (folder === 'liveness' || folder === 'results' ? `${folder}/${inside}` : folder).replace(/\.(ts|js)$/, '')
}

test('the files are found, and their imports', () => {
  assert.ok(files.length > 40)
  const app = files.find(({ path }) => path === 'src/app.ts')
  assert.ok(app?.imports.includes('fastify') && app.imports.includes('src/accounts/routes.ts'))
  const routeConfig = files.find(({ path }) => path === 'src/http/route-config.ts')
  assert.deepEqual(routeConfig?.imports, ['fastify'])
})

test('each area imports only what stands below it', () => {
  const wrong: string[] = []
  for (const { path, imports } of files) {
    const area = areaOf(path)
    const allowed = MAY_IMPORT[area]
    if (allowed === undefined) wrong.push(`${path}: give "${area}" a line in MAY_IMPORT`)
    for (const imported of imports.filter((name) => name.startsWith('src/')))
      if (areaOf(imported) !== area && !allowed?.includes(areaOf(imported))) wrong.push(`${path} imports ${imported}`)
  }
  assert.deepEqual(wrong, [])
})

test('no rule lets areas import each other in a circle', () => {
  const visit = (area: string, above: readonly string[]): void => {
    assert.ok(!above.includes(area), [...above, area].join(' → '))
    for (const next of MAY_IMPORT[area] ?? []) visit(next, [...above, area])
  }
  for (const area of Object.keys(MAY_IMPORT)) visit(area, [])
})

test('the decision imports itself, and of vision only types', () => {
  const wrong = files
    .filter(({ path }) => path.startsWith('src/liveness/decision/'))
    .flatMap(({ path, imports, loads }) =>
      [
        ...imports.filter((name) => !/^src\/(liveness\/decision|vision)\//.test(name)),
        ...loads.filter((name) => !name.startsWith('src/liveness/decision/')),
      ].map((name) => `${path} imports ${name}`),
    )
  assert.deepEqual(wrong, [])
})

test('only evidence/ seals and opens what was sealed', () => {
  const wrong = files.filter(
    ({ path, imports, text }) =>
      !path.startsWith('src/evidence/') &&
      (imports.includes('src/evidence/seal.ts') || /\bcreate(C|Dec)ipher/.test(text)),
  )
  assert.deepEqual(
    wrong.map(({ path }) => path),
    [],
  )
})

test('accounts and liveness do not know each other', () => {
  for (const wing of LIVENESS) {
    assert.ok(!MAY_IMPORT.accounts?.includes(wing))
    assert.ok(!MAY_IMPORT[wing]?.includes('accounts'))
  }
})

for (const { packages, files: allowed, who } of MAY_USE)
  test(`only ${who} use ${packages.source.replaceAll(/[\^$()\\]/g, '')}`, () => {
    const wrong = files.filter(
      ({ path, imports }) => !allowed.test(path) && imports.some((name) => packages.test(name)),
    )
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    )
  })

test('a command starts without what only the server needs', () => {
  const line = files.find(({ path }) => path === 'src/command-line.ts')
  const started = new Set(line?.imports)
  for (const path of started)
    for (const name of files.find((file) => file.path === path)?.loadsAtOnce ?? []) started.add(name)
  assert.ok(started.has('src/commands/key-list.ts') && started.has('kysely'))
  assert.deepEqual(line?.loadsAtOnce, ['src/commands/run.ts'], 'each command is loaded when it is called')
  assert.deepEqual(
    [...started].filter((name) => /^(fastify|@fastify\/.*|typebox|pino|prom-client|sharp|otpauth|uqr)$/.test(name)),
    [],
  )
})

test('the program knows neither examples nor tests, and the examples know no tests', () => {
  const wrong = (patterns: readonly string[], forbidden: RegExp): string[] =>
    readSourceFiles(patterns).flatMap(({ path, imports }) =>
      imports.filter((name) => forbidden.test(name)).map((name) => `${path} imports ${name}`),
    )
  assert.deepEqual(wrong(['{src,capture,client,models}/**/*.{ts,js}'], /^(examples|test|bench|fuzz)\//), [])
  assert.deepEqual(wrong(['examples/**/*.ts'], /^(test|bench)\//), [])
  assert.ok(wrong(['examples/*.ts'], /^examples\//).length > 0)
})

test('TensorFlow.js is for benchmarks only, and the package of the models for them and the converter', () => {
  const wrong = (packages: RegExp, patterns: readonly string[]): string[] =>
    readSourceFiles(patterns).flatMap(({ path, imports }) =>
      imports.some((name) => packages.test(name)) ? [path] : [],
    )
  assert.deepEqual(wrong(/^@tensorflow\//, ['{src,models,test,capture,examples}/**/*.{ts,js}']), [])
  assert.deepEqual(wrong(/^@vladmandic\//, ['{src,test,capture,examples}/**/*.{ts,js}']), [])
  assert.ok(wrong(/^@tensorflow\//, ['bench/*.ts']).length > 0)
})

test('the program imports nothing that only its development has', () => {
  const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> }
  const used = new Set(files.flatMap(({ loads }) => loads))
  const packages = [...used].filter(
    (name) => !name.startsWith('node:') && !name.startsWith('src/') && name !== 'package.json',
  )
  assert.deepEqual(
    packages.filter((name) => !Object.hasOwn(dependencies, name)),
    [],
  )
})
