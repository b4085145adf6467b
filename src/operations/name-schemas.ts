import { isDeepStrictEqual } from 'node:util'

type Json = Record<string, unknown>

interface Described {
  readonly paths?: object | undefined
  readonly webhooks?: object | undefined
  readonly components?: object | undefined
}

/**
 * Gives schemas with a `title` that name under `components.schemas` and refers to them from where they stand, which is
 * what generators of clients make types of. Routes keep their schemas whole, so nothing has to be resolved to check a
 * request or to write an answer. Returns a new document. Throws where two schemas that differ have one title.
 */
export function nameSchemas<Document extends Described>(document: Document): Document {
  const schemas: Record<string, Json> = {}
  // A reviver sees inner values first, so a named schema holds references already.
  const { paths = {}, webhooks } = document
  const named = JSON.parse(JSON.stringify({ paths, webhooks }), (_key, value: unknown) => {
    if (!isTitled(value)) return value
    const { title, ...schema } = value
    const known = schemas[title] ?? schema
    schemas[title] = known
    if (!isDeepStrictEqual(withoutNotes(known), withoutNotes(schema)))
      throw new Error(`two schemas are called ${title}`)
    // `@fastify/swagger` moves the example of a whole body away from its schema.
    if (schema.examples) known.examples ??= schema.examples
    return { $ref: `#/components/schemas/${title}` }
  })
  return { ...document, ...named, components: { ...document.components, schemas } }
}

function isTitled(value: unknown): value is Json & { title: string } {
  return typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string'
}

function withoutNotes({ description, examples, ...schema }: Json): Json {
  return schema
}
