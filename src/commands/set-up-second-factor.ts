import { otpauthUri, stepOfCode } from '../admin/one-time-code.ts'
import { mintSecret } from '../admin/second-factor.ts'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { CommandError } from './command.ts'
import type { Dialog } from './dialog.ts'
import { drawQr } from './draw-qr.ts'
import { printJson } from './print.ts'

const TRIES_MAX = 3

export interface SecondFactor {
  readonly secret: Uint8Array
  readonly codeStep: number
}

/**
 * Shows the secret of a new second factor, once, and goes on when a code of it was given: at least one device has it
 * then, and its clock is right.
 */
export async function setUpSecondFactor(
  dialog: Dialog,
  { name, config, json }: { readonly name: string; readonly config: Config; readonly json: boolean },
): Promise<SecondFactor> {
  const secret = mintSecret()
  const uri = otpauthUri(secret, { issuer: issuerOf(config), name })
  if (json) printJson({ otpauth_uri: uri })
  else {
    console.error('Scan this with an authenticator app, or give it the line below. Both are shown only now.')
    console.error(drawQr(uri, process.stderr.isTTY))
    console.log(uri)
  }
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const code = (await dialog.ask('The code that the app shows:')).replaceAll(' ', '')
    const codeStep = stepOfCode(secret, code, systemClock.now())
    if (codeStep !== undefined) return { secret, codeStep }
    console.error('That is not the code of now. Is the clock of this machine right, and that of the phone?')
  }
  throw new CommandError('No code was right. Nothing was changed.')
}

/** What an authenticator app lists the code under, with the server's name where it has one. */
function issuerOf({ PUBLIC_URL }: Config): string {
  return PUBLIC_URL === '' ? 'liveness-server' : `liveness-server ${new URL(PUBLIC_URL).hostname}`
}
