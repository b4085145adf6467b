/** Who is before the page's camera and how the browser responds; a test changes it. */
export interface Subject {
  who: 'person' | 'photo'
  followsPrompts: boolean
  /** How far a movement goes, to stay there; 1 is the whole movement, and back. */
  reach: number
  /** How long the camera, once open, takes to its first picture, in ms. */
  firstPictureMs: number
  /** A DOMException's name, with which the browser refuses the camera. */
  refuse: string
  /** Each camera by its name, which is also its id: what it faces, `user` or `environment`, or another. */
  cameras: string[]
  /** Which of them the browser opens where none is named. */
  chosen?: string
}

/** What was noted in the page; times are in ms since `timeOrigin`. */
export interface Notes {
  readonly frames: {
    readonly sequence: number
    readonly takenAt: number
    readonly sentAt: number
    readonly bytes: number
  }[]
  /** Text that was sent. */
  readonly hellos: unknown[]
  readonly received: { readonly at: number; readonly type: string; readonly index?: number }[]
  readonly shown: { readonly at: number; readonly text: string }[]
  /** The most frames held at once: being compressed or waiting in a socket. */
  heldMax: number
  /** 2 when a frame was sent while another still waited in the socket, else 1. */
  waitingMax: number
  interactiveMs: number
  /** In ms since 1970. */
  readonly timeOrigin: number
}
