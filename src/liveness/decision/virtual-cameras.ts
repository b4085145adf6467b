/**
 * Labels of programs that give a film, a screen or another picture as a camera, as browsers show them. Phones used as
 * webcams (DroidCam, Iriun, Camo, EpocCam) are cameras and not among them.
 */
const VIRTUAL_CAMERAS = [
  /\bOBS\b/i,
  /\bManyCam\b/i,
  /\bXSplit\b/i,
  /\bSplitCam\b/i,
  /\bSnap Camera\b/i,
  /\bYouCam\b/i,
  /\bAlterCam\b/i,
  /\bCamTwist\b/i,
  /\bWebcamoid\b/i,
  /\bWebcamMax\b/i,
  /\bmmhmm\b/i,
  /\bNDI\b/i,
  /\bUnity Video Capture\b/i,
  /\be2eSoft\b/i,
  /\bAvatarify\b/i,
  /\bDeepFaceLive\b/i,
  /\bSwapface\b/i,
  // The loopback device of Linux, and the device that Chromium makes for tests.
  /\bv4l2loopback\b|^Dummy video device/i,
  /^fake_device_\d/i,
  /\bvirtual ?(cam|camera|webcam|video)\b|\bvcam\b/i,
]

export const isVirtualCamera = (label: string): boolean => VIRTUAL_CAMERAS.some((pattern) => pattern.test(label))
