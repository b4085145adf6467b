import type { Identity, Input } from './input.ts'
import { type Outcome, send } from './send.ts'
import type { FuzzedServer } from './server-process.ts'

const REQUESTS_PER_ACCOUNT = 100
const REQUESTS_PER_SESSION = 20
const PASSWORD = 'correct horse battery'

/** Sends inputs with an account and a session of its own, each renewed when it is used up. */
export interface Client {
  send(input: Input): Promise<Outcome>
}

export function openClient({ url, key }: Pick<FuzzedServer, 'url' | 'key'>, name: string): Client {
  const authorization = `Bearer ${key}`
  let identity: Identity = { cookie: 'none', key, session: 'none', token: 'none' }
  let accounts = 0
  let left = { account: 0, session: 0 }

  const post = (path: string, body: object) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    })

  async function renewAccount(): Promise<void> {
    const account = { fullname: 'Some Body', username: `${name}-${++accounts}`, password: PASSWORD }
    await (await post('/auth/register', account)).text()
    const loggedIn = await post('/auth/login', account)
    await loggedIn.text()
    const cookie = /=([^;]*)/.exec(loggedIn.headers.get('set-cookie') ?? '')?.[1]
    if (cookie === undefined) return
    identity = { ...identity, cookie }
    left = { ...left, account: REQUESTS_PER_ACCOUNT }
  }

  async function renewSession(): Promise<void> {
    const opened = await post('/liveness/sessions', { steps: 2 })
    const { data } = (await opened.json()) as { data?: { session_id: string; capture_token: string } }
    if (data === undefined) return
    identity = { ...identity, session: data.session_id, token: data.capture_token }
    left = { ...left, session: REQUESTS_PER_SESSION }
  }

  return {
    async send(input) {
      if (left.account <= 0) await renewAccount()
      if (left.session <= 0 || input.kind === 'stream') await renewSession()
      const isLast = input.kind === 'stream' || /^DELETE/.test(input.head)
      left = { account: /^DELETE/.test(input.head) ? 0 : left.account - 1, session: isLast ? 0 : left.session - 1 }
      const current = identity
      return send(url, input, current, async () => {
        const path = `/liveness/sessions/${current.session}`
        await (await fetch(url + path, { method: 'DELETE', headers: { authorization } })).text()
      })
    },
  }
}
