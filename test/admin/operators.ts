import { openPasswords } from '../../src/accounts/password.ts'
import { createOperator } from '../../src/admin/create-operator.ts'
import { mintSecret } from '../../src/admin/second-factor.ts'
import type { Answer, TestServer } from '../server.ts'
import { codeAt } from './code-at.ts'

const STEP_MS = 30_000
const passwords = openPasswords(1)

export interface TestOperator {
  readonly id: string
  readonly name: string
  readonly password: string
  readonly secret: Buffer
}

/** Makes an operator as `liveness admin create` does; its first code is used up. */
export async function makeOperator(server: TestServer, name = 'olga'): Promise<TestOperator> {
  const [password, secret] = ['a grey heron over the weir', mintSecret()]
  const codeStep = Math.floor(server.clock.now() / STEP_MS)
  const needs = {
    db: server.storage.db,
    clock: server.clock,
    passwords: await passwords,
    evidenceKeys: server.evidenceKeys,
  }
  const id = await createOperator(needs, name, { password, secret, codeStep })
  if (id === undefined) throw new Error(`there is an operator ${name} already`)
  return { id, name, password, secret }
}

/** What a browser sends along with a form of the operator's page. */
export const OWN_PAGE = { 'sec-fetch-site': 'same-origin' }

/** Sends a form from the operator's own page. */
export function postForm(
  server: Pick<TestServer, 'request'>,
  path: string,
  fields: Readonly<Record<string, string>>,
  {
    cookie,
    headers = OWN_PAGE,
  }: { readonly cookie?: string | undefined; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  const body = new URLSearchParams(fields).toString()
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return server.request('POST', path, { body, cookie, headers: { ...type, ...headers } })
}

/** Logs in with the next code, which the clock is moved on to; answers the cookie. */
export async function logIn(server: TestServer, operator: TestOperator): Promise<string> {
  server.clock.advance(STEP_MS)
  const { name, password } = operator
  const code = codeAt(operator.secret, server.clock.now())
  const { cookie, status, text } = await postForm(server, '/admin/login', { name, password, code })
  if (cookie === undefined) throw new Error(`could not log in: ${status} ${text}`)
  return cookie
}
