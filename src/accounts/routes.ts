import type { FastifyInstance } from 'fastify'
import type { RefusalLog } from '../audit/refusals.ts'
import type { Config } from '../config.ts'
import { refuse } from '../errors.ts'
import { envelope } from '../http/envelope.ts'
import { callerOf } from '../identity/identify-callers.ts'
import { readHeldTokens, writeLoginCookie } from '../identity/login-cookie.ts'
import { openReceipts, type ReceiptsNeeds } from '../results/signing/open-receipts.ts'
import type { Dialect } from '../storage/open.ts'
import type { ReceiptConfig } from './account-receipt.ts'
import type { LoginNeeds } from './check-password.ts'
import { readCredentials, readRegistration } from './credentials.ts'
import { eraseAccount } from './erase.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { countUnjudgedLogin } from './metrics.ts'
import { noteRefusedRegistration } from './note-refused-registration.ts'
import { type RegisterNeeds, register } from './register.ts'
import * as schema from './schemas.ts'

export type AccountNeeds = RegisterNeeds &
  LoginNeeds &
  ReceiptsNeeds & {
    readonly dialect: Dialect
    readonly config: Pick<Config, 'LOGIN_MAX_HOURS'> & ReceiptConfig
    readonly refusals: RefusalLog
    readonly secureCookie: boolean
  }

/** The contract's six endpoints. */
export function accountRoutes(app: FastifyInstance, needs: AccountNeeds): void {
  const maxAgeSeconds = needs.config.LOGIN_MAX_HOURS * 3600
  const receiptFor = openReceipts(needs)
  const clearedCookie = writeLoginCookie('', 0, needs.secureCookie)
  const config = { contract: true } as const
  // Schemas of bodies only describe here: `credentials.ts` checks them, in the contract's words.
  const withBody = { config: { contract: true, body: 'json' }, validatorCompiler: () => () => true } as const

  app.get('/', { schema: schema.found, config }, () => envelope(200, 'You found me!'))

  const home = { contract: true, callers: ['person'], refusal: 'not_logged_in' } as const
  app.get('/home', { schema: schema.home, config: home }, (request) =>
    envelope(200, `Hello ${callerOf(request, 'person').fullname}`),
  )

  app.post('/auth/register', { schema: schema.register, ...withBody }, async (request, reply) => {
    await register(needs, readRegistration(request.body), request.ip).catch((error: unknown) =>
      noteRefusedRegistration(needs.refusals, error, request.ip),
    )
    reply.code(201)
    return envelope(201, 'Successfully created account!')
  })

  app.post('/auth/login', { schema: schema.login, ...withBody }, async (request, reply) => {
    const heldTokenHashes = readHeldTokens(request.headers.cookie)
    const origin = { address: request.ip, heldTokenHashes }
    const token = await login(needs, readCredentials(request.body), origin).catch((error: unknown) =>
      countUnjudgedLogin(needs.loginMetrics.refusedLogins, error),
    )
    reply.header('set-cookie', writeLoginCookie(token, maxAgeSeconds, needs.secureCookie))
    return envelope(200, 'Login successfully!')
  })

  app.delete('/auth/logout', { schema: schema.logout, config }, async (request, reply) => {
    await logout(needs, readHeldTokens(request.headers.cookie), request.ip)
    reply.header('set-cookie', clearedCookie)
    return envelope(200, 'Logged out')
  })

  const deletion = { contract: true, callers: ['person'], refusal: 'deletion_not_logged_in' } as const
  app.delete('/user/delete', { schema: schema.erase, config: deletion }, async (request, reply) => {
    const { accountId } = callerOf(request, 'person')
    const openReceipt = () => receiptFor(request)
    const by = { actor: accountId, address: request.ip }
    const erased = await eraseAccount({ ...needs, openReceipt }, accountId, by).catch((error: unknown) => {
      request.log.error({ requestId: request.id, err: error }, 'account could not be deleted')
      return undefined
    })
    if (!erased) throw refuse('deletion_failed')
    if (erased.receipt !== null) reply.header('liveness-receipt', erased.receipt)
    reply.header('set-cookie', clearedCookie)
    return envelope(200, 'Successfully deleted user!')
  })
}
