export type VisionErrorCode = 'busy' | 'bad_image' | 'unsupported_media_type' | 'worker_failed' | 'closed'

/** A refusal of the vision engine; the message says what to do next and holds nothing of the picture. */
export interface VisionError extends Error {
  readonly code: VisionErrorCode
}

const CODES: ReadonlySet<unknown> = new Set<VisionErrorCode>([
  'busy',
  'bad_image',
  'unsupported_media_type',
  'worker_failed',
  'closed',
])

export function visionError(code: VisionErrorCode, message: string): VisionError {
  return Object.assign(new Error(message), { code })
}

export function isVisionError(error: unknown): error is VisionError {
  return error instanceof Error && 'code' in error && CODES.has(error.code)
}
