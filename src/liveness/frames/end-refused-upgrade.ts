import type { IncomingMessage, ServerResponse } from 'node:http'
import { isStreamUpgrade } from './is-stream-upgrade.ts'

/**
 * Ends the connection of an upgrade with whatever response it gets. Only a refusal has one: a stream that is opened is
 * written past the response. Node reads no further request from such a connection, so it would stay open for nothing.
 */
export function endRefusedUpgrade(request: IncomingMessage, response: ServerResponse): void {
  if (!isStreamUpgrade(request)) return
  response.setHeader('connection', 'close')
  response.once('finish', () => request.socket.destroySoon())
}
