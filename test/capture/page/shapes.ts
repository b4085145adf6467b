/** What the page's camera obeys; a test changes it. */
export interface Subject {
  who: 'person' | 'photo'
  answers: boolean
  /** How far they go in a movement, and stay there; 1 is the whole of it, and back. */
  reach: number
  /** A DOMException's name, with which the browser refuses the camera. */
  refuse: string
  /** Where each camera looks: `user` or `environment`. */
  cameras: string[]
}

/** What was noted in the page; times are in ms since `timeOrigin`. */
export interface Notes {
  readonly frames: {
    readonly sequence: number
    readonly takenAt: number
    readonly sentAt: number
    readonly bytes: number
  }[]
  readonly told: { readonly at: number; readonly type: string; readonly index?: number }[]
  readonly shown: { readonly at: number; readonly text: string }[]
  /** The most pictures held at once: being compressed or waiting in a socket. */
  heldMax: number
  /** 2 when a picture was sent while another still waited in the socket, else 1. */
  waitingMax: number
  interactiveMs: number
  /** In ms since 1970. */
  readonly timeOrigin: number
}
