import { closeCamera, describeCamera, listCameras, openCamera } from './camera.js'
import { betterCamera, type ListedCamera } from './camera-order.js'
import type { CameraDetail } from './types.js'

export interface ShownCamera {
  readonly track: MediaStreamTrack
  readonly opened: CameraDetail
  /** All there are, the best first. */
  readonly cameras: readonly ListedCamera[]
}

/**
 * Opens this camera, or the best there is, and shows its picture; nothing once aborted. Throws a failure. Browsers name
 * cameras only once one is open: only then it shows that another would be better.
 */
export const showCamera = async (
  video: HTMLVideoElement,
  signal: AbortSignal,
  cameraId?: string,
): Promise<ShownCamera | undefined> => {
  const camera = await openCamera(cameraId)
  if (signal.aborted) return void closeCamera(camera)
  video.srcObject = camera
  video.play().catch(() => {})
  const cameras = await listCameras()
  const [track] = camera.getVideoTracks()
  if (signal.aborted || !track) return undefined
  const opened = describeCamera(track, cameras)
  const better = cameraId ? undefined : betterCamera(opened, cameras)
  if (!better) return { track, opened, cameras }
  closeCamera(camera)
  return showCamera(video, signal, better.deviceId)
}
