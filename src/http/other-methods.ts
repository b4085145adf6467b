import type { FastifyInstance, HTTPMethods } from 'fastify'
import { refuse } from '../errors.ts'

const METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

interface Path {
  readonly methods: Set<string>
  contract: boolean
}

/** Notes the methods of every path that is added from now on. */
export function notePaths(app: FastifyInstance): Map<string, Path> {
  const paths = new Map<string, Path>()
  app.addHook('onRoute', ({ url, method, config }) => {
    const path = paths.get(url) ?? { methods: new Set(), contract: false }
    for (const each of [method].flat()) path.methods.add(each)
    path.contract ||= config?.contract === true
    paths.set(url, path)
  })
  return paths
}

/** Answers every method that a known path does not have: OPTIONS with 204, the others with 405, both with `Allow`. */
export function answerOtherMethods(app: FastifyInstance, paths: Map<string, Path>): void {
  for (const [url, { methods, contract }] of [...paths]) {
    const others = METHODS.filter((method) => !methods.has(method))
    const allow = [...new Set([...methods, 'OPTIONS'])].join(', ')
    if (url === '*' || others.length === 0) continue
    app.route({
      method: others,
      url,
      schema: { hide: true },
      config: contract ? { contract } : {},
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        reply.header('allow', allow)
        if (request.method !== 'OPTIONS') throw refuse('method_not_allowed')
        return reply.code(204).send()
      },
    })
  }
}
