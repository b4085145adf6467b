import { Secret, TOTP } from 'otpauth'

const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** The clocks of phones and servers differ: the code of the step before and of the next count too (RFC 6238, 5.2). */
const DRIFT_STEPS = 1
const SIX_DIGITS = /^[0-9]{6}$/

/**
 * The time step of a code of six digits (RFC 6238 with SHA-1 and 30 seconds), or undefined where the secret gives no
 * such code now. Compared in time that does not depend on where they differ.
 */
export function stepOfCode(secret: Uint8Array, code: string, now: number): number | undefined {
  if (!SIX_DIGITS.test(code)) return undefined
  const drift = TOTP.validate({
    ...PARAMETERS,
    secret: secretOf(secret),
    token: code,
    timestamp: now,
    window: DRIFT_STEPS,
  })
  return drift === null ? undefined : TOTP.counter({ period: PARAMETERS.period, timestamp: now }) + drift
}

/** What an authenticator app takes: `otpauth://totp/…` with the secret in it. */
export function otpauthUri(secret: Uint8Array, { issuer, name }: { readonly issuer: string; readonly name: string }) {
  return new TOTP({ ...PARAMETERS, issuer, label: name, secret: secretOf(secret) }).toString()
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer })
}
