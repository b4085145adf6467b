import { readSaidCamera, type SaidCamera } from '../decision/said-camera.ts'

const HELLO_CHARACTERS_MAX = 4096

export interface Hello {
  /** Null where the client says nothing of it. */
  readonly camera: SaidCamera | null
}

/** The greeting in a text message; null where it is none. */
export function readHello(text: string): Hello | null {
  if (text.length > HELLO_CHARACTERS_MAX) return null
  try {
    const message: unknown = JSON.parse(text)
    const isHello = typeof message === 'object' && message !== null && 'type' in message && message.type === 'hello'
    return isHello ? { camera: 'camera' in message ? readSaidCamera(message.camera) : null } : null
  } catch {
    return null
  }
}
