import type { WebsocketPluginOptions } from '@fastify/websocket'
import { STREAM_PROTOCOL } from '../../identity/offered-secret.ts'
import { closeCodes } from './close-codes.ts'
import { FRAME_MESSAGE_BYTES_MAX } from './frame-message.ts'

/** Browsers send a frame in one piece, or in a few. */
const MESSAGE_FRAGMENTS_MAX = 1024

/**
 * How WebSockets are opened and, when the process stops, closed: 1012 asks the client to connect again, to any
 * process.
 */
export const webSocketOptions: WebsocketPluginOptions = {
  options: {
    maxPayload: FRAME_MESSAGE_BYTES_MAX,
    maxFragments: MESSAGE_FRAGMENTS_MAX,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(STREAM_PROTOCOL) ? STREAM_PROTOCOL : false),
  },
  preClose(done) {
    for (const client of this.websocketServer.clients) client.close(closeCodes.restarting)
    this.websocketServer.close(() => done())
  },
}
