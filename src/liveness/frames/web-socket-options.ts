import type { WebsocketPluginOptions } from '@fastify/websocket'
import { STREAM_PROTOCOL } from '../../identity/offered-secret.ts'
import { closeCodes } from './close-codes.ts'
import { FRAME_BYTES_MAX } from './frame-message.ts'

/**
 * How WebSockets are opened and, when the process stops, closed: 1012 asks the client to connect again, to any
 * process.
 */
export const webSocketOptions: WebsocketPluginOptions = {
  options: {
    // A frame that is somewhat too large is still read, so that the error can name the limit.
    maxPayload: 4 * FRAME_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(STREAM_PROTOCOL) ? STREAM_PROTOCOL : false),
  },
  preClose(done) {
    for (const client of this.websocketServer.clients) client.close(closeCodes.restarting)
    this.websocketServer.close(() => done())
  },
}
