import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startServer, temporaryFolder } from '../server.ts'
import { COMPONENT, fetchRaw, LANGUAGES } from './wire.ts'

const BUILD = fileURLToPath(new URL('../../capture/tsconfig.build.json', import.meta.url))
const require = createRequire(import.meta.url)

/** What a user of the package writes; each line that must not compile is marked, and fails the build when it does. */
const PROGRAM = `
import type { CaptureSession, ErrorDetail, LivenessCapture } from './liveness-capture.js'

const capture: LivenessCapture = document.querySelector('liveness-capture')!
capture.renew = async (): Promise<CaptureSession> => (await fetch('/check', { method: 'POST' })).json()
capture.addEventListener('step', ({ detail }) => detail.index + detail.count)
capture.addEventListener('verdict', function ({ detail: { verdict, hint } }) {
  if (verdict === 'live') this.reset()
  // @ts-expect-error: no such verdict
  if (verdict === 'certain') this.stop()
  const better: string | null | undefined = hint
  console.log(better)
})
const onError = ({ detail }: CustomEvent<ErrorDetail>) => console.log(detail.code, detail.message)
capture.addEventListener('error', onError, { once: true })
capture.removeEventListener('error', onError)
capture.addEventListener('click', (event) => event.clientX)
// @ts-expect-error: a step has no code
capture.addEventListener('step', ({ detail }) => detail.code)
// @ts-expect-error: a session has a token
capture.renew = async () => ({ session_id: 'one' })
export const made: Promise<void> = document.createElement('liveness-capture').start('a camera')
`

test('the component builds for npm: each module with its declarations, and a program that uses it compiles', async (t) => {
  const folder = temporaryFolder(t)
  await compile(['-p', BUILD, '--outDir', folder])
  for (const name of [...COMPONENT, ...LANGUAGES, 'types.js'])
    for (const file of [name, name.replace(/js$/, 'd.ts')]) assert.ok(existsSync(join(folder, file)), file)
  await compileProgram(
    folder,
    `${PROGRAM}
import { LivenessCapture as Element } from './liveness-capture.js'
class Own extends Element {}
export const own: LivenessCapture = new Own()
// @ts-expect-error: not a public member
own.connectedCallback()`,
  )
})

test('with the declarations that a server serves, and nothing else, such a program compiles', async (t) => {
  const { url } = await startServer(t)
  const folder = temporaryFolder(t)
  const name = 'liveness-capture.d.ts'
  writeFileSync(join(folder, name), (await fetchRaw(url, `/capture/${name}`)).body)
  await compileProgram(folder, PROGRAM)
})

async function compileProgram(folder: string, program: string): Promise<void> {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true },
    ...{ target: 'es2022', module: 'nodenext', types: [], lib: ['es2022', 'dom', 'dom.iterable'] },
  }
  writeFileSync(join(folder, 'program.ts'), program)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  await compile(['-p', folder])
}

/** Runs TypeScript's compiler; rejects with its output when there is an error. */
function compile(parameters: readonly string[]): Promise<void> {
  const compiler = join(require.resolve('typescript/package.json'), '../bin/tsc')
  return new Promise((resolve, reject) =>
    execFile(process.execPath, [compiler, ...parameters], (error, output) =>
      error ? reject(new Error(output)) : resolve(),
    ),
  )
}
