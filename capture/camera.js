/** @import { FailureCode, Stop } from './parts.d.ts' */

/** What `getUserMedia` throws; anything else means that another holds the camera. */
const CODES = /** @type {Readonly<Record<string, FailureCode>>} */ ({
  NotAllowedError: 'permission_refused',
  SecurityError: 'camera_blocked',
  NotFoundError: 'no_camera',
  OverconstrainedError: 'no_camera',
})

/** Opens this camera, or the one that faces the person. Throws a {@link Stop}. @type {(deviceId?: string) => Promise<MediaStream>} */
export const openCamera = async (deviceId) => {
  if (!navigator.mediaDevices) throw { code: isSecureContext ? 'camera_unsupported' : 'insecure_context' }
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 640 }, height: { ideal: 480 }, ...which },
    })
  } catch (error) {
    const code = CODES[/** @type {Error} */ (error).name] ?? 'camera_in_use'
    if (code === 'no_camera' && deviceId) return openCamera()
    // In a frame without allow="camera" no permission of the person would help.
    const blocked = /** @type {any} */ (document).featurePolicy?.allowsFeature('camera') === false
    throw { code: blocked ? 'camera_blocked' : code }
  }
}

/** @type {(camera: any) => void} */
export const closeCamera = (camera) => {
  for (const track of camera?.getTracks() ?? []) track.stop()
}

/** The id of another camera, if any. @type {(camera: MediaStream) => Promise<string | undefined>} */
export const nextCamera = async (camera) => {
  const devices = await navigator.mediaDevices.enumerateDevices()
  const ids = devices.filter(({ kind }) => kind === 'videoinput').map(({ deviceId }) => deviceId)
  const open = camera.getVideoTracks()[0]?.getSettings().deviceId ?? ''
  return ids.length > 1 ? ids[(ids.indexOf(open) + 1) % ids.length] : undefined
}
