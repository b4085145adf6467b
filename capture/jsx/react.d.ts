import type { HTMLAttributes, RefAttributes } from 'react'
import type { CaptureEvents, LivenessCapture } from '../dist/liveness-capture.js'

export * from '../dist/liveness-capture.js'

type Listeners = { [Name in keyof CaptureEvents as `on${Name}`]?: (event: CaptureEvents[Name]) => void }

/** The element's attributes, properties and events, as JSX takes them from React 19 on. */
export interface LivenessCaptureProps
  extends HTMLAttributes<LivenessCapture>,
    RefAttributes<LivenessCapture>,
    Partial<Pick<LivenessCapture, 'renew' | 'words'>>,
    Listeners {
  server?: string | undefined
  session?: string | undefined
  token?: string | undefined
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'liveness-capture': LivenessCaptureProps
    }
  }
}
