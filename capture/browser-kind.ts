export type BrowserKind = 'chrome' | 'firefox' | 'safari' | 'android' | 'ios'

/** What a page can read of its browser; `platform` is that of `navigator.userAgentData`, where there is one. */
export interface BrowserSigns {
  readonly userAgent: string
  readonly platform?: string | undefined
  readonly maxTouchPoints: number
}

/** Where a browser has its switch for the camera. All those on iOS have it in the same place, and most on Android. */
export const browserKind = ({ userAgent, platform, maxTouchPoints }: BrowserSigns): BrowserKind => {
  // An iPad says that it is a Mac, which has no touch screen.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return 'ios'
  if (platform === 'Android' || /Android/.test(userAgent)) return 'android'
  if (/Firefox\//.test(userAgent)) return 'firefox'
  return /Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent) ? 'safari' : 'chrome'
}
