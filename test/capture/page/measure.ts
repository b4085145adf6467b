import type { Notes } from './shapes.ts'

declare global {
  var notes: Notes
  var waitingFrames: () => number
}

// Runs in the page before all else: notes what the sender does, what the page receives and when it shows it.
{
  const notes: Notes = {
    frames: [],
    hellos: [],
    received: [],
    shown: [],
    heldMax: 0,
    waitingMax: 0,
    interactiveMs: 0,
    timeOrigin: performance.timeOrigin,
  }
  globalThis.notes = notes
  let encoding = 0

  const { toBlob } = HTMLCanvasElement.prototype
  HTMLCanvasElement.prototype.toBlob = function (done: BlobCallback, ...rest) {
    encoding++
    notes.heldMax = Math.max(notes.heldMax, encoding + globalThis.waitingFrames())
    return toBlob.call(
      this,
      (blob) => {
        done(blob)
        encoding--
      },
      ...rest,
    )
  }

  const sockets = new Set<WebSocket>()
  globalThis.waitingFrames = () => [...sockets].filter((socket) => socket.bufferedAmount > 0).length

  globalThis.WebSocket = class extends WebSocket {
    constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
      super(...parameters)
      sockets.add(this)
      this.addEventListener('close', () => sockets.delete(this))
      this.addEventListener('message', ({ data }) =>
        notes.received.push({ at: performance.now(), ...JSON.parse(data) }),
      )
    }

    override send(data: string | Blob | BufferSource): void {
      if (typeof data === 'string') notes.hellos.push(JSON.parse(data))
      if (ArrayBuffer.isView(data)) {
        notes.waitingMax = Math.max(notes.waitingMax, this.bufferedAmount > 0 ? 2 : 1)
        const header = new DataView(data.buffer)
        const takenAt = header.getFloat64(4) - performance.timeOrigin
        notes.frames.push({
          sequence: header.getUint32(0),
          takenAt,
          sentAt: performance.now(),
          bytes: data.byteLength,
        })
      }
      super.send(data)
    }
  }

  const search = setInterval(() => {
    const root = document.querySelector('liveness-capture')?.shadowRoot
    const prompt = root?.querySelector('[part=prompt]')
    if (!root || !prompt) return
    clearInterval(search)
    if (root.querySelector('button')?.textContent) notes.interactiveMs = performance.now()
    const note = () => notes.shown.push({ at: performance.now(), text: prompt.textContent })
    new MutationObserver(note).observe(prompt, { childList: true, characterData: true, subtree: true })
  }, 5)
}
