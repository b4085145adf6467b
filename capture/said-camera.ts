import { cropToOval } from './crop.js'

/** What is said to the server of the camera. */
export interface SaidCamera {
  readonly label: string
  /** Of the part of its picture that is sent, at most: the server compares. Not known before its first picture. */
  readonly width: number | undefined
  readonly height: number | undefined
  readonly frame_rate: number | undefined
}

export const sayCamera = ({ srcObject, videoWidth, videoHeight }: HTMLVideoElement): SaidCamera | undefined => {
  const [track] = (srcObject as MediaStream | null)?.getVideoTracks() ?? []
  const crop = videoWidth > 0 ? cropToOval(videoWidth, videoHeight) : undefined
  const { frameRate: frame_rate } = track?.getSettings() ?? {}
  return track && { label: track.label, width: crop?.sentWidth, height: crop?.sentHeight, frame_rate }
}
