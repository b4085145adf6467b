import type { Kysely } from 'kysely'
import * as accounts from './migrations/0001-accounts.ts'
import * as liveness from './migrations/0002-liveness.ts'
import * as auditEnds from './migrations/0003-audit-ends.ts'
import * as erasing from './migrations/0004-erasing.ts'
import * as attempt from './migrations/0005-attempt.ts'
import * as auditPrune from './migrations/0006-audit-prune.ts'
import * as attempts from './migrations/0007-attempts.ts'
import * as postureDigests from './migrations/0008-posture-digests.ts'
import * as retries from './migrations/0009-retries.ts'
import * as sealedSecrets from './migrations/0010-sealed-secrets.ts'
import * as signingKeys from './migrations/0011-signing-keys.ts'
import * as webhooks from './migrations/0012-webhooks.ts'
import * as keyScopes from './migrations/0013-key-scopes.ts'
import * as idempotency from './migrations/0014-idempotency.ts'
import * as operators from './migrations/0015-operators.ts'
import * as eventOrder from './migrations/0016-event-order.ts'

export interface Migration {
  readonly name: string
  readonly up: (db: Kysely<unknown>, dialect: 'sqlite' | 'postgres') => Promise<void>
}

/** In the order they run. Names are for ever: a released migration is never renamed, changed or removed. */
export const migrations: readonly Migration[] = [
  { name: '0001-accounts', up: accounts.up },
  { name: '0002-liveness', up: liveness.up },
  { name: '0003-audit-ends', up: auditEnds.up },
  { name: '0004-erasing', up: erasing.up },
  { name: '0005-attempt', up: attempt.up },
  { name: '0006-audit-prune', up: auditPrune.up },
  { name: '0007-attempts', up: attempts.up },
  { name: '0008-posture-digests', up: postureDigests.up },
  { name: '0009-retries', up: retries.up },
  { name: '0010-sealed-secrets', up: sealedSecrets.up },
  { name: '0011-signing-keys', up: signingKeys.up },
  { name: '0012-webhooks', up: webhooks.up },
  { name: '0013-key-scopes', up: keyScopes.up },
  { name: '0014-idempotency', up: idempotency.up },
  { name: '0015-operators', up: operators.up },
  { name: '0016-event-order', up: eventOrder.up },
]
