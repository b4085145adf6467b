import { readSaidCamera, type SaidCamera } from '../decision/said-camera.ts'
import { type StepRequest, stepRequests } from '../decision/step-request.ts'

const CHARACTERS_MAX = 4096

export interface Hello {
  readonly type: 'hello'
  /** Null where the client says nothing of it. */
  readonly camera: SaidCamera | null
}

/** What a text message of a client says; null where it is none that is known. */
export function readClientMessage(text: string): Hello | StepRequest | null {
  if (text.length > CHARACTERS_MAX) return null
  try {
    const message: unknown = JSON.parse(text)
    if (typeof message !== 'object' || message === null) return null
    const { type, camera, index } = message as Readonly<Record<string, unknown>>
    if (type === 'hello') return { type, camera: readSaidCamera(camera) }
    const request = stepRequests.find((known) => known === type)
    return request && Number.isInteger(index) ? { type: request, index: index as number } : null
  } catch {
    return null
  }
}
