import { type BrowserKind, browserKind } from './browser-kind.js'

/** The browser's permission for the camera; undefined where it does not tell. */
export const readPermission = async (): Promise<PermissionStatus | undefined> => {
  try {
    return await navigator.permissions.query({ name: 'camera' as PermissionName })
  } catch {
    return undefined // Firefox before 2024 knows no permission of this name.
  }
}

/** The word for what to do after a refusal. Trying again helps only where the browser then asks again. */
export const wordAfterRefusal = (state: PermissionState | undefined): string => {
  if (state === 'prompt') return 'opening'
  // The page has its permission: it is the system that refuses the browser.
  return state === 'granted' ? 'permission_refused' : `allow_${browserKindHere()}`
}

const browserKindHere = (): BrowserKind => {
  const { userAgent, maxTouchPoints, userAgentData } = navigator as Navigator & {
    readonly userAgentData?: { readonly platform: string }
  }
  return browserKind({ userAgent, maxTouchPoints, platform: userAgentData?.platform })
}
