import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Page, renderPage } from './page.ts'

/** What the pages are sent with, over the headers of every response. */
const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  // With none of it a browser sends `Origin: null` with the page's own forms.
  'referrer-policy': 'same-origin',
  'x-robots-tag': 'noindex, nofollow',
}

/** Sends a page of the operator's, with the navigation where an operator is logged in. `status` is 200 unless given. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { status = 200, ...page }: Omit<Page, 'operatorName'> & { readonly status?: number },
): FastifyReply {
  return reply
    .code(status)
    .headers(PAGE_HEADERS)
    .type('text/html; charset=utf-8')
    .send(renderPage({ ...page, operatorName: request.operator?.name }))
}
