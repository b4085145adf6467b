import type { ArrivingPicture, PictureRoom } from '../../http/picture-room.ts'

/**
 * The newest frame of a stream, until it is measured. It is counted among the pictures that are on their way; where
 * there is no room for it, it is dropped, for the next one is as good. How many are measured at once the engine limits.
 */
export class NewestFrame<Frame extends { readonly picture: Uint8Array }> {
  readonly #room: PictureRoom
  #waiting: { readonly frame: Frame; readonly held: ArrivingPicture } | null = null

  constructor(room: PictureRoom) {
    this.#room = room
  }

  /** Takes the place of the one before. What became of that, or of this one, where either will not be measured. */
  put(frame: Frame): 'replaced' | 'no_room' | null {
    const before = this.#waiting === null ? null : 'replaced'
    this.drop()
    const held = this.#room.begin(() => {})
    try {
      held.add(frame.picture.byteLength)
      held.complete()
      this.#waiting = { frame, held }
      return before
    } catch {
      held.end()
      return 'no_room'
    }
  }

  /** Null where none waits. */
  take(): Frame | null {
    const frame = this.#waiting?.frame ?? null
    this.drop()
    return frame
  }

  drop(): void {
    this.#waiting?.held.end()
    this.#waiting = null
  }
}
