/** What a client says of its camera. Anybody may say anything: it decides nothing. */
export interface SaidCamera {
  /** Null where it was not said, as the three that follow. */
  readonly label: string | null
  readonly widthPixels: number | null
  readonly heightPixels: number | null
  readonly framesPerSecond: number | null
}

const LABEL_CHARACTERS_MAX = 200
const SIDE_PIXELS_MAX = 100_000
const FRAMES_PER_SECOND_MAX = 1_000

/** Of the camera in a hello; null where it says nothing that can be read. */
export function readSaidCamera(camera: unknown): SaidCamera | null {
  if (typeof camera !== 'object' || camera === null) return null
  const { label, width, height, frame_rate } = camera as Readonly<Record<string, unknown>>
  const said: SaidCamera = {
    label: typeof label === 'string' && label.trim() !== '' ? label.trim().slice(0, LABEL_CHARACTERS_MAX) : null,
    widthPixels: within(SIDE_PIXELS_MAX, width),
    heightPixels: within(SIDE_PIXELS_MAX, height),
    framesPerSecond: within(FRAMES_PER_SECOND_MAX, frame_rate),
  }
  return Object.values(said).some((value) => value !== null) ? said : null
}

const within = (max: number, value: unknown) => (typeof value === 'number' && value > 0 && value <= max ? value : null)
