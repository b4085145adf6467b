import { facingOf, type ListedCamera, orderCameras } from './camera-order.js'
import type { CameraDetail, Failure, FailureCode } from './types.js'

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

/** All cameras there are, the best for a check first. */
export const listCameras = async (): Promise<readonly ListedCamera[]> => {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return orderCameras(devices.filter(({ kind }) => kind === 'videoinput'))
}

/** Which of them is open. */
export const describeCamera = (track: MediaStreamTrack, listed: readonly ListedCamera[]): CameraDetail => {
  const { deviceId: device_id = '', facingMode } = track.getSettings()
  const label = listed.find(({ deviceId }) => deviceId === device_id)?.label || track.label
  return { label, device_id, facing: facingOf(facingMode, label) }
}
