import type { FastifyInstance } from 'fastify'
import { endLogins } from '../accounts/end-logins.ts'
import { eraseAccount } from '../accounts/erase.ts'
import { type AccountEntry, findAccountById, findAccountsByPrefix } from '../accounts/find-queries.ts'
import { listLoginSessions } from '../accounts/queries.ts'
import { usernameKey } from '../accounts/username.ts'
import { refuse } from '../errors.ts'
import { html } from '../html.ts'
import { isActive } from '../identity/login-session.ts'
import { openReceipts } from '../results/signing/open-receipts.ts'
import type { AdminNeeds } from './needs.ts'
import { byOperator } from './operator.ts'
import { accountList, accountPage } from './pages/accounts.ts'
import { confirmation } from './pages/forms.ts'
import { receiptPart } from './pages/receipt.ts'
import { showAfter } from './read-query.ts'
import { readSearch } from './read-search.ts'
import { sendPage } from './send-page.ts'

const PAGE_ACCOUNTS = 50
const DONE = { ended: 'The login sessions are ended.' }

type OfAccount = { Params: { id: string } }

/** Accounts: who has one, where it is logged in; ending its logins, erasing it. */
export function adminAccountRoutes(app: FastifyInstance, needs: AdminNeeds): void {
  const { db, clock, config } = needs
  const section = 'accounts'
  const receiptFor = openReceipts(needs)

  app.get('/admin/accounts', async (request, reply) => {
    const { given, asked, problem, findsNothing } = readSearch(request, { name: 'text', after: 'key' })
    const { name = '', after = '' } = asked
    const sought = { prefix: usernameKey(name), after }
    const found = findsNothing ? [] : await findAccountsByPrefix(db, sought, PAGE_ACCOUNTS + 1)
    const body = accountList(found.slice(0, PAGE_ACCOUNTS), given, found.length > PAGE_ACCOUNTS)
    return sendPage(request, reply, { title: 'Accounts', section, problem, body })
  })

  app.get<OfAccount>('/admin/accounts/:id', async (request, reply) => {
    const account = await find(request.params.id)
    const now = clock.now()
    const logins = (await listLoginSessions(db, account.id)).filter((login) => isActive(login, now, config))
    const body = accountPage(account, logins)
    return sendPage(request, reply, { title: account.username, section, notice: showAfter(request, DONE), body })
  })

  app.get<OfAccount>('/admin/accounts/:id/end-logins', async (request, reply) => {
    const { id, username } = await find(request.params.id)
    const sentence = `Log "${username}" out everywhere? They can log in again.`
    const body = confirmation(sentence, 'Log out everywhere', `/admin/accounts/${id}`)
    return sendPage(request, reply, { title: 'Log out everywhere?', section, body })
  })

  app.post<OfAccount>('/admin/accounts/:id/end-logins', { config: { body: 'form' } }, async (request, reply) => {
    const { id } = await find(request.params.id)
    await endLogins(needs, id, byOperator(request))
    return reply.redirect(`/admin/accounts/${id}?done=ended`, 303)
  })

  app.get<OfAccount>('/admin/accounts/:id/erase', async (request, reply) => {
    const { id, username } = await find(request.params.id)
    const sentence = `Delete the account "${username}" with its login sessions, liveness sessions and pictures, for good?`
    const body = confirmation(sentence, 'Erase', `/admin/accounts/${id}`)
    return sendPage(request, reply, { title: 'Erase account?', section, body })
  })

  app.post<OfAccount>('/admin/accounts/:id/erase', { config: { body: 'form' } }, async (request, reply) => {
    const { id } = request.params
    const openReceipt = () => receiptFor(request)
    const erased = await eraseAccount({ ...needs, openReceipt }, id, { ...byOperator(request), about: id })
    if (!erased) throw refuse('not_found')
    const { receipt } = erased
    const body = html`<p>The account <code>${id}</code> is erased.</p>
${receiptPart(receipt)}`
    return sendPage(request, reply, { title: 'Erased', section, body })
  })

  async function find(id: string): Promise<AccountEntry> {
    const account = await findAccountById(db, id)
    if (!account) throw refuse('not_found')
    return account
  }
}
