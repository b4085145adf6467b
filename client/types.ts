/**
 * What the server takes and answers, with the names of its JSON. Times are ISO 8601 in UTC with milliseconds. Written
 * by hand; a test of the server compares them with its OpenAPI document.
 */

export type SessionState = 'waiting' | 'running' | 'decided' | 'expired' | 'cancelled'
export type Verdict = 'live' | 'spoof' | 'inconclusive'
export type NextAction = 'accept' | 'reject' | 'retry'
/** What the verdict rests on: the server's docs/liveness.md says what each can't tell. */
export type Assurance = 'active' | 'active+passive' | 'reduced' | 'reduced+passive'
/** Left and right are the person's own. */
export type Action = 'turn_left' | 'turn_right' | 'look_up' | 'blink' | 'smile' | 'open_mouth'
/** What your back end found when it verified the app's platform attestation. */
export type Attestation = 'passed' | 'failed' | 'absent'

export interface SessionRequest {
  /** Your own name for the person, 1 to 200 characters. Failed attempts are limited by it. */
  subject?: string
  /** Returned in the signed result, 1 to 200 printable characters: random, kept beside the session, told to nobody. */
  nonce?: string
  /** For whom the signed result is, 1 to 200 printable characters: a name of your back end. */
  audience?: string
  /** Drawn at random unless given. At least one turn, at most 6. */
  actions?: Action[]
  /** Actions that this person can't do. */
  avoid?: Action[]
  /** How many movements, 1 to 6. */
  steps?: number
  /** Time for each movement, 5 to 60 seconds. */
  step_seconds?: number
  /** Where the hosted page leads the person in the end. */
  return_url?: string
  /** How often the person may try again on the same link, 0 to 5. */
  retries?: number
  attestation?: Attestation
}

export interface OpenedSession {
  session_id: string
  /** For the person's device, for this session only. The server keeps its hash alone. */
  capture_token: string
  stream_path: string
  /** The hosted page with this session's link. Put the server's public address before it. */
  capture_path: string
  state: SessionState
  expires_at: string
}

export interface Session {
  session_id: string
  state: SessionState
  /** Null until the session is over, and where it was cancelled. */
  verdict: Verdict | null
  next_action: NextAction | null
  /** What the person should do better; only with `retry`. */
  hint?: Hint
  created_at: string
  decided_at: string | null
  expires_at: string
  return_url: string | null
  retries_left: number
  retry_of: string | null
  /** The session that was opened in place of this one: read that. */
  retried_by: string | null
  subject: string | null
  attestation: Attestation
  /** The margin of the weakest required signal: ½ and more exactly where all passed. */
  score: number | null
  policy: string | null
  assurance: Assurance | null
  signals: Signal[]
  /** Whether the pictures may not come from a camera: advice, apart from the verdict. */
  injection: { state: 'nothing_seen' | 'suspicious' | 'not_measured'; reasons: InjectionReason[] } | null
  steps: SessionStep[]
  models: { name: string; sha256: string }[]
  frames: { received: number; used: number; rejected: number }
  images: EvidenceImage[]
}

/** A session whose evidence was erased. */
export interface ErasedSession extends Session {
  /** A signed statement of what was erased: store it, the server does not. Null where it could not be signed. */
  receipt: string | null
}

/** Higher values are better. */
export interface Signal {
  name: 'challenge' | 'depth' | 'shading' | 'continuity' | 'freshness' | 'passive_pad' | 'quality'
  state: 'passed' | 'failed' | 'not_measured'
  value: number | null
  threshold: number
  required: boolean
}

export interface SessionStep {
  action: Action | 'look_straight'
  state: 'passed' | 'failed' | 'pending'
  shown_at: string | null
  answered_at: string | null
}

export interface EvidenceImage {
  image_id: string
  kind: 'portrait' | 'audit'
  taken_at: string
}

export type InjectionReason =
  | 'virtual_camera'
  | 'size_unlike_said'
  | 'rate_unlike_said'
  | 'encoder_changed'
  | 'scene_jumped'
  | 'picture_seen_before'
  | 'film_seen_before'
  | 'still_under_noise'

/** What to do better. */
export type Hint =
  | 'no_face'
  | 'many_faces'
  | 'too_far'
  | 'too_close'
  | 'too_high'
  | 'too_low'
  | 'too_left'
  | 'too_right'
  | 'too_dark'
  | 'too_bright'
  | 'blurred'
  | 'hold_still'
  | 'turn_more'
  | 'smile_more'
  | 'open_more'
  | 'blink_now'
  | 'slower'
  | 'other_way'
  | 'begin'
  | 'ok'
  | 'line_too_slow'
  | 'camera_paused'
  | 'left_the_picture'
  | 'step_timeout'
  | 'unclear'

/** Which sessions are listed. All that is given must hold. */
export interface SessionFilter {
  state?: SessionState
  verdict?: Verdict
  subject?: string
  /** ISO 8601: opened then or later. */
  created_from?: string
  /** ISO 8601: opened before. */
  created_to?: string
}
