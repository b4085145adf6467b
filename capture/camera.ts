import type { SaidCamera } from './stream.js'
import type { Failure, FailureCode } from './types.js'

/** What `getUserMedia` throws; anything else means that another program uses the camera. */
const CODES: Readonly<Record<string, FailureCode>> = {
  NotAllowedError: 'permission_refused',
  SecurityError: 'camera_blocked',
  NotFoundError: 'no_camera',
  OverconstrainedError: 'no_camera',
}

/** Opens this camera, or the one that faces the person. Throws a {@link Failure}. */
export const openCamera = async (deviceId?: string): Promise<MediaStream> => {
  if (!navigator.mediaDevices)
    throw { code: isSecureContext ? 'camera_unsupported' : 'insecure_context' } satisfies Failure
  const source = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 640 }, height: { ideal: 480 }, ...source },
    })
  } catch (error) {
    const code = CODES[(error as Error).name] ?? 'camera_in_use'
    if (code === 'no_camera' && deviceId) return openCamera()
    // In a frame without allow="camera", permission from the person would not help.
    const { featurePolicy } = document as Document & { featurePolicy?: { allowsFeature(name: string): boolean } }
    const blocked = featurePolicy?.allowsFeature('camera') === false
    throw { code: blocked ? 'camera_blocked' : code } satisfies Failure
  }
}

export const closeCamera = (camera: MediaStream | null): void => {
  for (const track of camera?.getTracks() ?? []) track.stop()
}

/** What the browser says of an open camera, to be sent to the server. */
export const describeCamera = (camera: MediaStream): SaidCamera | undefined => {
  const [track] = camera.getVideoTracks()
  const { width, height, frameRate: frame_rate } = track?.getSettings() ?? {}
  return track && { label: track.label, width, height, frame_rate }
}

/** The id of another camera, if any. */
export const nextCamera = async (camera: MediaStream): Promise<string | undefined> => {
  const devices = await navigator.mediaDevices.enumerateDevices()
  const ids = devices.filter(({ kind }) => kind === 'videoinput').map(({ deviceId }) => deviceId)
  const open = camera.getVideoTracks()[0]?.getSettings().deviceId ?? ''
  return ids.length > 1 ? ids[(ids.indexOf(open) + 1) % ids.length] : undefined
}
