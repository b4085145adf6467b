import type { FastifyInstance } from 'fastify'
import { PATH_PARAMETER_CHARACTERS_MAX } from './limits.ts'

export interface KnownPath {
  readonly pattern: RegExp
  /** In capitals, OPTIONS always among them. */
  readonly methods: Set<string>
  contract: boolean
}

const HIDDEN = /^\/admin([/?#]|$)/

/** The operator's page: without an operator its paths are as unknown as any other, with every method. */
export function isHiddenPath(url: string): boolean {
  return HIDDEN.test(url.includes('%') ? (decode(url) ?? url) : url)
}

/** A hidden path that the router would refuse by itself: it leads to none, as any path that nobody knows. */
export function routedUrl(url: string): string {
  if (!isHiddenPath(url)) return url
  const path = url.split('?', 1)[0]!
  const isTooLong = path.split('/').some(({ length }) => length > PATH_PARAMETER_CHARACTERS_MAX)
  return isTooLong || decode(path) === undefined ? '/admin/no-such-path' : url
}

/** Notes every path that is added from now on, with its methods, but the hidden ones. */
export function noteKnownPaths(app: FastifyInstance): ReadonlyMap<string, KnownPath> {
  const paths = new Map<string, KnownPath>()
  app.addHook('onRoute', ({ url, method, config }) => {
    if (url === '*' || isHiddenPath(url)) return
    const path = paths.get(url) ?? { pattern: patternOf(url), methods: new Set<string>(), contract: false }
    for (const each of [method].flat()) path.methods.add(each)
    path.methods.delete('OPTIONS')
    path.methods.add('OPTIONS')
    path.contract ||= config?.contract === true
    paths.set(url, path)
  })
  return paths
}

/** The known path that a request's URL leads to, whatever its method. */
export function findKnownPath(paths: ReadonlyMap<string, KnownPath>, url: string): KnownPath | undefined {
  const path = decode(url.split(/[?#]/, 1)[0] ?? '')
  return path === undefined ? undefined : paths.values().find(({ pattern }) => pattern.test(path))
}

function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : RegExp.escape(part)))
    .join('/')
  return new RegExp(`^${source}/?$`)
}

/** As the router does: what stands for a `/` within a part stays as it is. */
function decode(path: string): string | undefined {
  try {
    return decodeURI(path)
  } catch {
    return undefined
  }
}
