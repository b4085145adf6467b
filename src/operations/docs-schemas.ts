import { escapeHtml } from '../escape-html.ts'

/** What the page uses of a schema in the OpenAPI document. */
export interface PageSchema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly description?: string
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly anyOf?: readonly PageSchema[]
  readonly items?: PageSchema
  readonly properties?: Readonly<Record<string, PageSchema>>
  readonly required?: readonly string[]
  readonly examples?: readonly unknown[]
}

const LIMITS = ['default', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const

/** Text of a description, in which only backticks mean something. */
export function prose(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

export function example(value: unknown): string {
  return `<pre><code>${escapeHtml(JSON.stringify(value, null, 2))}</code></pre>`
}

/** A type in words, with links to the schemas that have names. */
export function typeName(schema: PageSchema): string {
  const { $ref, anyOf, items, format, type = 'anything' } = schema
  if ($ref) {
    const name = escapeHtml($ref.slice($ref.lastIndexOf('/') + 1))
    return `<a href="#schema-${name}">${name}</a>`
  }
  if (anyOf) return anyOf.map(typeName).join(' or ')
  if (items) return `list of ${typeName(items)}`
  if ('const' in schema) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`
  return format ?? type
}

/** One field, parameter or the like: its name, type, limits and what it is. */
export function field(name: string, schema: PageSchema, isRequired: boolean, description = schema.description): string {
  const told = schema as Readonly<Record<string, unknown>>
  const limits = LIMITS.filter((limit) => told[limit] !== undefined).map((limit) => `, ${limit} ${told[limit]}`)
  const type = `${typeName(schema)}${limits.join('')}${isRequired ? '' : ', optional'}`
  const what = description ? `<p>${prose(description)}</p>` : ''
  return `<dt><code>${escapeHtml(name)}</code></dt><dd>${type}${what}</dd>`
}

export function fields({ properties = {}, required = [] }: PageSchema): string {
  const entries = Object.entries(properties)
  return `<dl>${entries.map(([name, schema]) => field(name, schema, required.includes(name))).join('\n')}</dl>`
}

/** A named schema: its fields, values or kinds, with an example where it has one. */
export function schemaSection([name, schema]: [string, PageSchema]): string {
  const { description, examples = [], properties, enum: values } = schema
  return `<article id="schema-${escapeHtml(name)}">
<h3>${escapeHtml(name)}</h3>
${description ? `<p>${prose(description)}</p>` : ''}
${values ? `<p>${values.map((value) => `<code>${escapeHtml(value)}</code>`).join(' · ')}</p>` : ''}
${properties ? fields(schema) : ''}
${schema.anyOf ? `<p>${typeName(schema)}</p>` : ''}
${examples.map(example).join('')}
</article>`
}
