const HELLO_CHARACTERS_MAX = 4096

/** Whether a text message is the greeting. What it says of the camera is the client's word and decides nothing. */
export function isHello(text: string): boolean {
  if (text.length > HELLO_CHARACTERS_MAX) return false
  try {
    const message: unknown = JSON.parse(text)
    return typeof message === 'object' && message !== null && 'type' in message && message.type === 'hello'
  } catch {
    return false
  }
}
