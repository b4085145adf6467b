import assert from 'node:assert/strict'
import Schema from 'typebox/schema'
import type { TestServer } from '../server.ts'
import type { Received } from './receiver.ts'

interface Described {
  readonly post: {
    readonly requestBody: { readonly content: { readonly 'application/json': { readonly schema: object } } }
  }
}

/** Asserts that events as they arrived are what the OpenAPI document says of their types. */
export async function assertDescribed(server: TestServer, received: readonly Pick<Received, 'body'>[]): Promise<void> {
  const { webhooks, components } = (await server.request('GET', '/openapi.json')).json
  for (const { body } of received) {
    const described: Described | undefined = webhooks[body.type]
    assert.ok(described, `${body.type} is not in the document`)
    const { schema } = described.post.requestBody.content['application/json']
    assert.ok(Schema.Check({ ...schema, components }, body), JSON.stringify(body))
  }
}
