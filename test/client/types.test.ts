import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { generateTypes } from '../operations/generate-types.ts'
import { startServer, temporaryFolder } from '../server.ts'

const CLIENT = fileURLToPath(new URL('../../client/liveness-client.ts', import.meta.url))

/** Compiles only where each pair is one and the same type, however it is written. */
const PROGRAM = `
import type * as own from ${JSON.stringify(CLIENT)}
import type { components, paths } from './api.d.ts'

type Schemas = components['schemas']
type Plain<T> = T extends (infer Item)[] ? Plain<Item>[] : T extends object ? { [Name in keyof T]: Plain<T[Name]> } : T
type Same<A, B> = (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false
/** A field with a default may be left out of a request. */
type Optional<T> = { [Name in keyof T]?: T[Name] }

export const request: Same<own.SessionRequest, Optional<Schemas['SessionRequest']>> = true
export const opened: Same<own.OpenedSession, Schemas['OpenedSession']> = true
export const erased: Same<own.ErasedSession, Schemas['ErasedSession']> = true
export const session: Same<own.Session, Schemas['BackEndSession']> = true
export const sessionEvent: Same<own.SessionEvent, Schemas['SessionEvent']> = true
export const accountEvent: Same<own.AccountDeletedEvent, Schemas['AccountDeletedEvent']> = true

type Listed = NonNullable<paths['/liveness/sessions']['get']['parameters']['query']>
export const filter: Same<Optional<own.ListOptions>, Optional<Listed>> = true

// @ts-expect-error: what compares must find a difference
export const other: Same<own.Session, Schemas['PersonSession']> = true
`

test('the client’s types are those of the OpenAPI document', async (t) => {
  const server = await startServer(t)
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'api.d.ts'), await generateTypes((await server.request('GET', '/openapi.json')).text))
  writeFileSync(join(folder, 'program.ts'), PROGRAM)
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, allowImportingTsExtensions: true },
    ...{ lib: ['es2023', 'webworker'], module: 'nodenext', types: [] },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' })
  assert.equal(stdout, '')
})
