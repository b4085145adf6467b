export interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}

/** One operation of the OpenAPI document. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  /** Schemas by media type. */
  readonly bodies: Readonly<Record<string, Schema>>
  /** Names of the security schemes with which it may be called; empty where anybody may. */
  readonly callers: readonly string[]
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}

interface Described {
  readonly parameters?: Operation['parameters']
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
}

/** What the server says of itself, and what it serves beside. */
export async function readOperations(url: string): Promise<readonly Operation[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as Document
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], security = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      callers: security.flatMap((scheme) => Object.keys(scheme)),
      bodies: Object.fromEntries(
        Object.entries(requestBody?.content ?? {}).map(([type, { schema = {} }]) => [type, schema]),
      ),
    })),
  )
  const pages = [
    '/capture',
    '/demo',
    '/docs',
    '/openapi.json',
    '/metrics',
    '/capture/{id}',
    '/docs/static/{id}',
    '/{id}',
  ]
  return [...described, ...pages.map((path) => ({ method: 'GET', path, parameters: [], bodies: {}, callers: [] }))]
}
