import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from '../html.ts'
import { noteRefusal, respondWithError } from '../http/error-responses.ts'
import type { Db } from '../storage/schema.ts'
import { loginForm } from './login-form.ts'
import { hasOperators } from './queries.ts'
import { sendPage } from './send-page.ts'

const BACK = html`<p><a href="/admin">Overview</a></p>`

/** Responds to what was refused under `/admin` with a page; without an operator as everywhere else. */
export async function respondWithPage(
  db: Db,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!(await hasOperators(db).catch(() => false))) return respondWithError(error, request, reply)
  const { name, status, message } = noteRefusal(error, request, reply)
  const isLogin = request.operator === null && ['operator_credentials', 'operator_not_logged_in'].includes(name)
  return sendPage(request, reply, {
    title: isLogin ? 'Log in' : 'That did not work',
    status,
    problem: message,
    body: isLogin ? loginForm : BACK,
  })
}
