import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { docsPage, type PageDocument } from './docs-page.ts'

const STYLE = readFileSync(new URL('docs.css', import.meta.url))

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}

/** `/openapi.json` for programs, and `/docs` for people: one page without a script. */
export function docsRoutes(app: FastifyInstance, { PUBLIC_URL, PORT }: Pick<Config, 'PUBLIC_URL' | 'PORT'>): void {
  const schema = { hide: true }
  let page: string | undefined
  app.get('/openapi.json', { schema }, () => app.swagger())
  app.get('/docs', { schema }, (_request, reply) => {
    page ??= docsPage(app.swagger() as unknown as PageDocument, PUBLIC_URL || `http://127.0.0.1:${PORT}`)
    return reply.headers(HEADERS).type('text/html; charset=utf-8').send(page)
  })
  app.get('/docs/style.css', { schema }, (_request, reply) => reply.type('text/css; charset=utf-8').send(STYLE))
}
