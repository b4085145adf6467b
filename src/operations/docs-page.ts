import { escapeHtml } from '../escape-html.ts'
import { field, fields, type PageSchema, prose, schemaSection, typeName } from './docs-schemas.ts'
import { exampleCall } from './example-call.ts'

interface Media {
  readonly schema?: PageSchema
  readonly example?: unknown
}

export interface PageOperation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly {
    readonly name: string
    readonly required?: boolean
    readonly description?: string
    readonly schema: PageSchema
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly headers?: object; readonly content?: Record<string, Media> }
    >
  >
}

type Paths = Readonly<Record<string, Readonly<Record<string, PageOperation>>>>

export interface PageDocument {
  readonly info: { readonly version: string; readonly description: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Paths
  readonly webhooks: Paths
  readonly components: { readonly schemas: Readonly<Record<string, PageSchema>> }
}

interface Described {
  readonly method: string
  /** Of a webhook, the type of the event. */
  readonly path: string
  /** What the server sends, and nobody asks for. */
  readonly isWebhook: boolean
  readonly operation: PageOperation
}

const CALLERS: Readonly<Record<string, string>> = {
  person: 'who is logged in (cookie)',
  backEnd: 'a back end (API key)',
  captureToken: 'who has the capture token of the session',
}

/**
 * The OpenAPI document as one page to read: every operation with what it takes, an example that can be run, what it
 * answers, and every named schema. `server` is the origin that the examples call.
 */
export function docsPage({ info, tags, paths, webhooks, components }: PageDocument, server: string): string {
  const operations = [...listOperations(paths, false), ...listOperations(webhooks, true)]
  const tagged = (tag: string) => operations.filter(({ operation }) => operation.tags.includes(tag))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>liveness-server API</title>
<link rel="icon" href="/capture/pages/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<header><h1>liveness-server API</h1><p>Version ${escapeHtml(info.version)} · <a href="/openapi.json">OpenAPI document</a> · <a href="/demo">Demo</a></p></header>
<nav aria-label="Contents">
${tags.map(({ name }) => `<h2>${name}</h2><ul>${tagged(name).map(contentsLine).join('')}</ul>`).join('\n')}
<h2>More</h2><ul><li><a href="#schemas">Schemas</a></li></ul>
</nav>
<main>
<section><h2>Before you start</h2>
<p>${prose(info.description)}</p>
<p>The examples are for a shell. They need these values; an API key is made by <code>npx liveness key create my-shop</code>:</p>
<pre><code>SERVER=${escapeHtml(server)}
KEY=lk_…        # an API key
SESSION=…       # session_id of an opened session
TOKEN=…         # its capture_token
IMAGE=…         # image_id of one of its images</code></pre>
</section>
${tags.map(({ name, description }) => `<section><h2>${name}</h2><p>${prose(description)}</p>${tagged(name).map(operationSection).join('\n')}</section>`).join('\n')}
<section id="schemas"><h2>Schemas</h2>
${Object.entries(components.schemas).map(schemaSection).join('\n')}
</section>
</main>
</body>
</html>
`
}

function listOperations(paths: Paths, isWebhook: boolean): Described[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
      isWebhook,
    })),
  )
}

function contentsLine({ method, path, operation: { operationId } }: Described): string {
  return `<li><a href="#${operationId}"><b>${method}</b> ${breakable(path)}</a></li>`
}

function operationSection(described: Described): string {
  const { method, path, operation, isWebhook } = described
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  const parts = parameters.map(({ name, schema, required = false, description: what }) =>
    field(name, schema, required, what),
  )
  return `<article id="${operationId}">
<h3><b>${method}</b> ${breakable(path)}</h3>
<p>${prose(summary)}</p>
${description ? `<p>${prose(description)}</p>` : ''}
${isWebhook ? '' : `<p>${callers(operation)}</p>`}
${parts.length > 0 ? `<h4>Parameters</h4><dl>${parts.join('\n')}</dl>` : ''}
${requestBody ? `<h4>Body</h4>${Object.entries(requestBody.content).map(content).join('')}` : ''}
${isWebhook ? '' : `<h4>Example</h4><pre><code>${escapeHtml(exampleCall(method, path, operation))}</code></pre>`}
<h4>${isWebhook ? 'What you answer' : 'Answers'}</h4><dl>${Object.entries(responses)
    .map(([status, { description: what, content: media = {} }]) => {
      const kinds = Object.entries(media).map(content).join('')
      return `<dt><code>${status}</code></dt><dd>${prose(what)}${kinds}</dd>`
    })
    .join('\n')}</dl>
</article>`
}

function callers({ security = [] }: PageOperation): string {
  const kinds = security.flatMap((each) =>
    Object.entries(each).map(
      ([name, [scope]]) => (CALLERS[name] ?? name) + (scope ? `, scope <code>${scope}</code>` : ''),
    ),
  )
  return kinds.length > 0 ? `For ${kinds.join(', or ')}.` : 'For everybody.'
}

function content([type, { schema = {} }]: [string, Media]): string {
  if (schema.properties) return fields(schema)
  return `<p>${type === 'application/json' ? '' : `<code>${type}</code>, `}${typeName(schema)}</p>`
}

/** A path that may be broken before a slash. */
function breakable(path: string): string {
  return `<code>${escapeHtml(path).replaceAll('/', '<wbr>/')}</code>`
}
