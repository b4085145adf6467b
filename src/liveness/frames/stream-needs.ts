import type { Logger } from 'pino'
import type { PictureRoom } from '../../http/picture-room.ts'
import type { FrameNeeds } from '../sessions/accept-frame.ts'
import type { Admission } from '../sessions/admission.ts'
import type { ExpireNeeds } from '../sessions/expire-sessions.ts'
import type { WaitNeeds } from '../sessions/wait-for-room.ts'

export type StreamNeeds = FrameNeeds &
  ExpireNeeds &
  WaitNeeds & { readonly admission: Admission; readonly pictureRoom: PictureRoom; readonly logger: Logger }
