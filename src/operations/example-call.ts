import type { PageOperation } from './docs-page.ts'

const PARAMETERS: Readonly<Record<string, string>> = { id: '$SESSION', image_id: '$IMAGE', sequence: '0' }

/** Credentials as arguments of curl, the one that fits a back end first. */
const CREDENTIALS = {
  backEnd: '-H "authorization: Bearer $KEY"',
  captureToken: '-H "authorization: Bearer $TOKEN"',
  person: '-b cookies.txt',
} as const

/** A command for a shell that calls the operation; a stream's is a line of JavaScript, since curl sends no frames. */
export function exampleCall(method: string, path: string, operation: PageOperation): string {
  const { security = [], requestBody, responses } = operation
  const address = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => PARAMETERS[name] ?? `$${name.toUpperCase()}`)
  if (responses['101'])
    return `new WebSocket(\`\${server}${path.replace('{id}', `\${session}`)}\`, ['liveness.v1', \`token.\${token}\`])`
  const done = responses['200'] ?? responses['201']
  const kinds = security.flatMap((each) => Object.keys(each))
  const credential = Object.entries(CREDENTIALS).find(([kind]) => kinds.includes(kind))?.[1]
  const setsCookie = done?.headers !== undefined && 'set-cookie' in done.headers
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"$SERVER${address}"`,
    ...(credential ? [credential] : []),
    ...(setsCookie ? ['-c cookies.txt'] : []),
    ...bodyArguments(requestBody),
    ...(done?.content && !done.content['application/json'] ? ['-o picture.jpg'] : []),
  ]
  return lines.join(' \\\n  ')
}

function bodyArguments(body: PageOperation['requestBody']): string[] {
  const [type, media] = Object.entries(body?.content ?? {})[0] ?? []
  if (!type) return []
  const json = JSON.stringify(media?.example ?? {}).replaceAll("'", `'\\''`)
  const data = type === 'application/json' ? `-d '${json}'` : '--data-binary @picture.jpg'
  return [`-H "content-type: ${type}"`, data]
}
