/** What the OpenAPI document shows of a session: one that a back end opened and a living person completed. */
const SESSION_ID = 'Yk3v0tqJ8mXbR2sW5nLcTg'
const CAPTURE_TOKEN = 'q0Fh8vM2kXw7dTzN4rLyCbS9eJpGu1aVoE3iKxP6mUY'
const [CREATED_AT, SHOWN_AT, DECIDED_AT] = [
  '2026-03-02T09:30:00.000Z',
  '2026-03-02T09:30:06.120Z',
  '2026-03-02T09:30:08.480Z',
]
const EXPIRES_AT = '2026-03-02T09:32:00.000Z'

export const OPENED_SESSION = {
  session_id: SESSION_ID,
  capture_token: CAPTURE_TOKEN,
  stream_path: `/liveness/sessions/${SESSION_ID}/stream`,
  capture_path: `/capture#${SESSION_ID}.${CAPTURE_TOKEN}`,
  state: 'waiting',
  expires_at: EXPIRES_AT,
}

export const PERSON_SESSION = {
  session_id: SESSION_ID,
  state: 'decided',
  verdict: 'live',
  next_action: 'accept',
  created_at: CREATED_AT,
  decided_at: DECIDED_AT,
  expires_at: EXPIRES_AT,
}

export const BACK_END_SESSION = {
  ...PERSON_SESSION,
  return_url: 'https://shop.example/checked',
  retries_left: 2,
  retry_of: null,
  retried_by: null,
  subject: 'customer 7',
  attestation: 'absent',
  score: 0.97,
  policy: 'standard-2',
  assurance: 'active',
  signals: [{ name: 'challenge', state: 'passed', value: 1, threshold: 1, required: true }],
  injection: { state: 'nothing_seen', reasons: [] },
  steps: [{ action: 'turn_left', state: 'passed', shown_at: SHOWN_AT, answered_at: DECIDED_AT }],
  models: [{ name: 'blazeface', sha256: '9b841eb633e6146db04f6053612f055600de3f7a819d364507fc2e143390d4d1' }],
  frames: { received: 61, used: 58, rejected: 3 },
  images: [{ image_id: 'c4Rj0wZtQe6uHn1x', kind: 'portrait', taken_at: SHOWN_AT }],
}
