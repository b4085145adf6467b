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

  /** Takes the place of the one before. */
  put(frame: Frame): void {
    this.drop()
    const held = this.#room.begin(() => {})
    try {
      held.add(frame.picture.byteLength)
      held.complete()
      this.#waiting = { frame, held }
    } catch {
      held.end()
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
