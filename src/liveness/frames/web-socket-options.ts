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
  errorHandler(error, socket, request) {
    if (isClientsFault(error)) request.log.debug({ requestId: request.id, err: error }, 'not the WebSocket protocol')
    else request.log.error({ requestId: request.id, err: error }, 'a WebSocket failed')
    socket.terminate()
  },
  preClose(done) {
    for (const client of this.websocketServer.clients) client.close(closeCodes.restarting)
    this.websocketServer.close(() => done())
  },
}

/** What breaks RFC 6455, or goes away without a word, must not fill the log: strangers would decide what is in it. */
function isClientsFault({ code = '' }: NodeJS.ErrnoException): boolean {
  return code.startsWith('WS_ERR_') || code === 'ECONNRESET' || code === 'EPIPE'
}
