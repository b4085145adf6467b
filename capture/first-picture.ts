/** A camera that another app holds shows nothing: the check begins without its picture, and waits for it there. */
const WAIT_MS_MAX = 2_000

/** Waits until the size of the camera's picture is known, which the server is told, or for two seconds. */
export const awaitFirstPicture = (video: HTMLVideoElement): Promise<void> =>
  new Promise((resolve) => {
    if (video.videoWidth) return resolve()
    video.addEventListener('loadedmetadata', () => resolve(), { once: true })
    setTimeout(resolve, WAIT_MS_MAX)
  })
