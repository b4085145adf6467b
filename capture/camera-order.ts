/** What `enumerateDevices` says of a camera; until one was allowed, browsers leave both empty. */
export interface ListedCamera {
  readonly deviceId: string
  readonly label: string
}

const FRONT = /\bfront|\buser\b|facetime/i
const REAR = /\b(back|rear|environment)\b/i
const INFRARED = /\bIR\b|infrared/i
/**
 * The server has a longer list, to report what it recognizes; its files are not for browsers. This one only keeps a
 * person from a camera that shows something else: the programs that many have installed.
 */
const VIRTUAL =
  /\bvirtual\b|\b(OBS|ManyCam|XSplit|SplitCam|YouCam|mmhmm|NDI|vcam)\b|snap camera|v4l2loopback|dummy video/i

const NEVER_FIRST = 3
const rank = ({ label }: { readonly label: string }): number => {
  if (INFRARED.test(label) || VIRTUAL.test(label)) return NEVER_FIRST
  return FRONT.test(label) ? 0 : REAR.test(label) ? 2 : 1
}

/** The front camera first, those that face away behind the others, infrared and virtual ones last. */
export const orderCameras = <Camera extends ListedCamera>(cameras: readonly Camera[]): Camera[] =>
  [...cameras].sort((a, b) => rank(a) - rank(b))

/** The camera to open in place of one that the browser chose: where that is infrared or virtual and another is not. */
export const betterCamera = <Camera extends ListedCamera>(
  open: { readonly label: string },
  ordered: readonly Camera[],
): Camera | undefined => {
  const [best] = ordered
  return best && rank(open) === NEVER_FIRST && rank(best) < NEVER_FIRST ? best : undefined
}

/** Which way a camera faces, as it says or by its name; null where neither tells. */
export const facingOf = (said: string | undefined, label: string): 'user' | 'environment' | null => {
  if (said === 'user' || said === 'environment') return said
  return FRONT.test(label) ? 'user' : REAR.test(label) ? 'environment' : null
}

/** The id of the camera that faces the other way, where there are just two, as on a phone: a button is enough. */
export const otherWay = (cameras: readonly ListedCamera[], openId: string | undefined): string | undefined => {
  const ways = new Set(cameras.map(({ label }) => facingOf(undefined, label)))
  const onlyTwo = cameras.length === 2 && ways.has('user') && ways.has('environment')
  return onlyTwo ? cameras.find(({ deviceId }) => deviceId !== openId)?.deviceId : undefined
}
