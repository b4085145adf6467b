import { connect, type Socket } from 'node:net'

/**
 * Sends bytes as they are and answers all that comes back until the server ends the connection or `untilMs` is over.
 */
export function sendRaw(url: string, bytes: string | Uint8Array, untilMs = 5_000): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let received = ''
    const end = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve(received)
    }
    const timer = setTimeout(end, untilMs)
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('end', end)
    socket.on('error', end)
  })
}

/** Sends a request's head and the first byte of its body, and no more. */
export function beginBody(
  url: string,
  [method, path]: readonly [string, string],
  bytes: number,
  headers: Record<string, string>,
): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  // A server that refuses while a body is still being written ends the connection.
  socket.on('error', () => {})
  const lines = Object.entries({ host: 'x', 'content-length': String(bytes), ...headers })
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\r\n')
  socket.write(`${head}\r\n\r\n.`)
  return socket
}
