import type { FastifyInstance } from 'fastify'
import { countUnjudgedLogin } from '../accounts/metrics.ts'
import { readAdminCookie, writeAdminCookie } from './cookie.ts'
import { isOverHttps } from './is-over-https.ts'
import { login } from './login.ts'
import { loginForm } from './login-form.ts'
import type { AdminNeeds } from './needs.ts'
import { readForm } from './read-form.ts'
import { sendPage } from './send-page.ts'

/** The one page that is shown without a session. */
export function loginRoutes(app: FastifyInstance, needs: AdminNeeds): void {
  app.get('/admin/login', (request, reply) => sendPage(request, reply, { title: 'Log in', body: loginForm }))

  app.post('/admin/login', { config: { body: 'form' } }, async (request, reply) => {
    const secure = isOverHttps(request, needs.config)
    const form = readForm(request.body)
    const credentials = {
      name: form.get('name') ?? '',
      password: form.get('password') ?? '',
      code: (form.get('code') ?? '').replaceAll(' ', ''),
    }
    const heldHash = readAdminCookie(request.headers.cookie, secure)
    const token = await login(needs, credentials, { address: request.ip, heldHash }).catch((error: unknown) =>
      countUnjudgedLogin(needs.operatorMetrics.refusedLogins, error),
    )
    return reply.header('set-cookie', writeAdminCookie(token, secure)).redirect('/admin', 303)
  })
}
