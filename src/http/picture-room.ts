import { type Refusal, refuse } from '../errors.ts'

/** A picture on its way, from its first byte until nothing of it is held any more. */
export interface ArrivingPicture {
  /**
   * Counts bytes that have arrived. Where there is no room for them, those give way of which least came lately; refuses
   * `busy` where that is not enough.
   */
  add(bytes: number): void
  /** It is whole: from now on it is neither too slow nor does it give way. */
  complete(): void
  /** Nothing of it is held any more. */
  end(): void
}

export interface PictureRoom {
  /**
   * `giveUp` is called once at most, when nothing of the picture may be held any more: with `request_timeout` where it
   * is too slow, with `busy` where it gave way.
   */
  begin(giveUp: (refusal: Refusal) => void): ArrivingPicture
}

export interface PictureRoomLimits {
  /** Of all pictures. */
  readonly bytesMax: number
  /** A picture is given up when less than 4 KiB a second arrive in as many seconds. */
  readonly slowSecondsMax?: number
}

const BYTES_PER_SECOND_MIN = 4 * 1024
const SLOW_SECONDS_MAX = 5
/** Younger ones do not give way: nothing is known of their speed yet. */
const GIVES_WAY_AFTER_MS = 1000
/** What a piece takes beside its bytes, so that pieces of one byte are not free. */
const PIECE_BYTES = 256

interface Arrival {
  bytes: number
  /** Of them, those since the speed was last compared with the least. */
  lately: number
  latelySince: number
  readonly beganAt: number
  readonly giveUp: (refusal: Refusal) => void
}

/** Room in memory for all pictures that are on their way in this process, whatever they come by. */
export function openPictureRoom({ bytesMax, slowSecondsMax = SLOW_SECONDS_MAX }: PictureRoomLimits): PictureRoom {
  const arriving = new Map<Arrival, NodeJS.Timeout>()
  let allBytes = 0

  function release(arrival: Arrival): void {
    stopTiming(arrival)
    allBytes -= arrival.bytes
    arrival.bytes = 0
  }

  function stopTiming(arrival: Arrival): void {
    clearInterval(arriving.get(arrival))
    arriving.delete(arrival)
  }

  function giveUp(arrival: Arrival, refusal: Refusal): void {
    release(arrival)
    arrival.giveUp(refusal)
  }

  function requireSpeed(arrival: Arrival): void {
    if (arrival.lately < BYTES_PER_SECOND_MIN * slowSecondsMax) giveUp(arrival, tooSlow())
    arrival.lately = 0
    arrival.latelySince = performance.now()
  }

  function makeRoom(bytes: number, own: Arrival): void {
    const now = performance.now()
    const speed = ({ lately, latelySince }: Arrival) => lately / (now - latelySince)
    const others = [...arriving.keys()].filter((other) => other !== own && now - other.beganAt > GIVES_WAY_AFTER_MS)
    for (const slowest of others.sort((a, b) => speed(a) - speed(b))) {
      if (allBytes + bytes <= bytesMax) return
      if (slowest.bytes > 0) giveUp(slowest, busy())
    }
  }

  return {
    begin(giveUp) {
      const now = performance.now()
      const arrival: Arrival = { bytes: 0, lately: 0, latelySince: now, beganAt: now, giveUp }
      arriving.set(arrival, setInterval(requireSpeed, slowSecondsMax * 1000, arrival).unref())
      return {
        add(bytes) {
          if (!arriving.has(arrival)) return
          const taken = bytes + PIECE_BYTES
          if (!(allBytes + taken <= bytesMax)) makeRoom(taken, arrival)
          if (!(allBytes + taken <= bytesMax)) throw busy()
          allBytes += taken
          arrival.bytes += taken
          arrival.lately += bytes
        },
        complete: () => stopTiming(arrival),
        end: () => release(arrival),
      }
    },
  }
}

const busy = () => refuse('busy', { retryAfterSeconds: 1 })
const tooSlow = () =>
  refuse('request_timeout', { message: `A picture arrives with at least ${BYTES_PER_SECOND_MIN} bytes a second` })
