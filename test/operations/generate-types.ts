import { registerHooks } from 'node:module'

/**
 * The declarations that `openapi-typescript` makes of an OpenAPI document. It builds them with the compiler's API,
 * which TypeScript 7 does not have: it gets that of TypeScript 6, as `@ts-morph/common` brings it, without a second
 * `tsc`.
 */
export async function generateTypes(document: string): Promise<string> {
  const api = new URL('typescript-api.ts', import.meta.url).href
  const hooks = registerHooks({
    resolve: (specifier, context, next) => next(specifier === 'typescript' ? api : specifier, context),
  })
  try {
    const { default: openapiTypes, astToString } = await import('openapi-typescript')
    return astToString(await openapiTypes(document))
  } finally {
    hooks.deregister()
  }
}
