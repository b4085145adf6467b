import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'

type Method = 'GET' | 'POST' | 'PUT'

export interface Call {
  readonly cookie?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type Shop = (method: Method, call?: Call) => Promise<Response>

/** Express and Fastify have an app that listens; a route handler of Next is a function for each method. */
interface Example {
  readonly app?: Server & { readonly server?: Server; ready?(): PromiseLike<unknown> }
  readonly [name: string]: unknown
}

/** Starts an example's back end, and returns how its one path is called. */
export async function startShop(t: TestContext, file: string): Promise<Shop> {
  const example: Example = await import(pathToFileURL(file).href)
  if (!example.app) return (method, call) => callHandler(example[method] as Handler, method, call)
  await example.app.ready?.()
  const server = example.app.server ?? createServer(example.app as never)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`
  return (method, call) => fetch(requestOf(address, method, call))
}

type Handler = (request: Request) => Promise<Response>

const callHandler = (handler: Handler, method: Method, call?: Call): Promise<Response> =>
  handler(requestOf('http://shop.test/check', method, call))

function requestOf(address: string, method: Method, { cookie, body, headers }: Call = {}): Request {
  const sent = { ...headers, ...(cookie === undefined ? {} : { cookie }) }
  return new Request(address, { method, headers: sent, ...(body === undefined ? {} : { body }) })
}
