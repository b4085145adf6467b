import type { StepRequest } from '../decision/step-request.ts'
import { type Hello, readClientMessage } from './client-message.ts'

export const REQUESTS_MAX = 20

/** What a client said over one stream, besides its frames. */
export class ClientTexts {
  hello: Hello | null = null
  /** What the person asked for last, until a frame has taken it along. */
  request: StepRequest | null = null
  #requests = 0

  /** Null for what is not agreed: a hello once, then at most so many requests. */
  read(text: string): Hello | StepRequest | null {
    const message = readClientMessage(text)
    if (message?.type === 'hello') {
      if (this.hello) return null
      this.hello = message
    } else if (message) {
      if (!this.hello || ++this.#requests > REQUESTS_MAX) return null
      this.request = message
    }
    return message
  }
}
