import { accountDeleteCommand } from './commands/account-delete.ts'
import { accountListCommand } from './commands/account-list.ts'
import { accountResetPasswordCommand } from './commands/account-reset-password.ts'
import { accountShowCommand } from './commands/account-show.ts'
import { adminCreateCommand } from './commands/admin-create.ts'
import { adminListCommand } from './commands/admin-list.ts'
import { adminRemoveCommand } from './commands/admin-remove.ts'
import { adminResetCommand } from './commands/admin-reset.ts'
import { auditCommand } from './commands/audit.ts'
import { auditPruneCommand } from './commands/audit-prune.ts'
import { backupCommand } from './commands/backup.ts'
import { checkCommand } from './commands/check.ts'
import { checkImageCommand } from './commands/check-image.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { evidenceKeyListCommand } from './commands/evidence-key-list.ts'
import { evidenceKeyPruneCommand } from './commands/evidence-key-prune.ts'
import { evidenceKeyRotateCommand } from './commands/evidence-key-rotate.ts'
import { keyCreateCommand } from './commands/key-create.ts'
import { keyListCommand } from './commands/key-list.ts'
import { keyRevokeCommand } from './commands/key-revoke.ts'
import { migrateCommand } from './commands/migrate.ts'
import { modelsAddCommand } from './commands/models-add.ts'
import { modelsListCommand } from './commands/models-list.ts'
import { modelsRemoveCommand } from './commands/models-remove.ts'
import { modelsVerifyCommand } from './commands/models-verify.ts'
import { rescoreCommand } from './commands/rescore.ts'
import { restoreCommand } from './commands/restore.ts'
import { retentionCommand } from './commands/retention.ts'
import { run } from './commands/run.ts'
import { sessionEraseCommand } from './commands/session-erase.ts'
import { sessionListCommand } from './commands/session-list.ts'
import { sessionShowCommand } from './commands/session-show.ts'
import { signingKeyListCommand } from './commands/signing-key-list.ts'
import { signingKeyRotateCommand } from './commands/signing-key-rotate.ts'
import { webhookAddCommand } from './commands/webhook-add.ts'
import { webhookDeliveriesCommand } from './commands/webhook-deliveries.ts'
import { webhookEnableCommand } from './commands/webhook-enable.ts'
import { webhookListCommand } from './commands/webhook-list.ts'
import { webhookRemoveCommand } from './commands/webhook-remove.ts'
import { webhookReplayCommand } from './commands/webhook-replay.ts'
import { webhookRotateSecretCommand } from './commands/webhook-rotate-secret.ts'
import { webhookTestCommand } from './commands/webhook-test.ts'

export const commands = {
  check: checkCommand,
  migrate: migrateCommand,
  backup: backupCommand,
  restore: restoreCommand,
  retention: retentionCommand,
  audit: auditCommand,
  'audit prune': auditPruneCommand,
  'key create': keyCreateCommand,
  'key list': keyListCommand,
  'key revoke': keyRevokeCommand,
  'evidence-key list': evidenceKeyListCommand,
  'evidence-key rotate': evidenceKeyRotateCommand,
  'evidence-key prune': evidenceKeyPruneCommand,
  'session list': sessionListCommand,
  'session show': sessionShowCommand,
  'session erase': sessionEraseCommand,
  'signing-key list': signingKeyListCommand,
  'signing-key rotate': signingKeyRotateCommand,
  rescore: rescoreCommand,
  evaluate: evaluateCommand,
  'check-image': checkImageCommand,
  'models list': modelsListCommand,
  'models add': modelsAddCommand,
  'models verify': modelsVerifyCommand,
  'models remove': modelsRemoveCommand,
  'account list': accountListCommand,
  'account show': accountShowCommand,
  'account reset-password': accountResetPasswordCommand,
  'account delete': accountDeleteCommand,
  'admin create': adminCreateCommand,
  'admin list': adminListCommand,
  'admin reset': adminResetCommand,
  'admin remove': adminRemoveCommand,
  'webhook add': webhookAddCommand,
  'webhook list': webhookListCommand,
  'webhook test': webhookTestCommand,
  'webhook deliveries': webhookDeliveriesCommand,
  'webhook replay': webhookReplayCommand,
  'webhook enable': webhookEnableCommand,
  'webhook rotate-secret': webhookRotateSecretCommand,
  'webhook remove': webhookRemoveCommand,
}

/** Runs the command that the words name and returns the exit code. */
export function runCommandLine(words: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of the output has ended: `liveness audit | head`.
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return run(commands, words)
}
