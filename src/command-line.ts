import type { CommandTable } from './commands/help.ts'
import { run } from './commands/run.ts'

/** Each is loaded when it is called: what the others need would take most of the time of a short one. */
export const commands = {
  check: async () => (await import('./commands/check.ts')).checkCommand,
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
  retention: async () => (await import('./commands/retention.ts')).retentionCommand,
  audit: async () => (await import('./commands/audit.ts')).auditCommand,
  'audit prune': async () => (await import('./commands/audit-prune.ts')).auditPruneCommand,
  'key create': async () => (await import('./commands/key-create.ts')).keyCreateCommand,
  'key list': async () => (await import('./commands/key-list.ts')).keyListCommand,
  'key revoke': async () => (await import('./commands/key-revoke.ts')).keyRevokeCommand,
  'evidence-key list': async () => (await import('./commands/evidence-key-list.ts')).evidenceKeyListCommand,
  'evidence-key rotate': async () => (await import('./commands/evidence-key-rotate.ts')).evidenceKeyRotateCommand,
  'evidence-key prune': async () => (await import('./commands/evidence-key-prune.ts')).evidenceKeyPruneCommand,
  'session list': async () => (await import('./commands/session-list.ts')).sessionListCommand,
  'session show': async () => (await import('./commands/session-show.ts')).sessionShowCommand,
  'session erase': async () => (await import('./commands/session-erase.ts')).sessionEraseCommand,
  'signing-key list': async () => (await import('./commands/signing-key-list.ts')).signingKeyListCommand,
  'signing-key rotate': async () => (await import('./commands/signing-key-rotate.ts')).signingKeyRotateCommand,
  rescore: async () => (await import('./commands/rescore.ts')).rescoreCommand,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  'check-image': async () => (await import('./commands/check-image.ts')).checkImageCommand,
  'models list': async () => (await import('./commands/models-list.ts')).modelsListCommand,
  'models add': async () => (await import('./commands/models-add.ts')).modelsAddCommand,
  'models verify': async () => (await import('./commands/models-verify.ts')).modelsVerifyCommand,
  'models remove': async () => (await import('./commands/models-remove.ts')).modelsRemoveCommand,
  'account list': async () => (await import('./commands/account-list.ts')).accountListCommand,
  'account show': async () => (await import('./commands/account-show.ts')).accountShowCommand,
  'account reset-password': async () =>
    (await import('./commands/account-reset-password.ts')).accountResetPasswordCommand,
  'account delete': async () => (await import('./commands/account-delete.ts')).accountDeleteCommand,
  'admin create': async () => (await import('./commands/admin-create.ts')).adminCreateCommand,
  'admin list': async () => (await import('./commands/admin-list.ts')).adminListCommand,
  'admin reset': async () => (await import('./commands/admin-reset.ts')).adminResetCommand,
  'admin remove': async () => (await import('./commands/admin-remove.ts')).adminRemoveCommand,
  'webhook add': async () => (await import('./commands/webhook-add.ts')).webhookAddCommand,
  'webhook list': async () => (await import('./commands/webhook-list.ts')).webhookListCommand,
  'webhook test': async () => (await import('./commands/webhook-test.ts')).webhookTestCommand,
  'webhook deliveries': async () => (await import('./commands/webhook-deliveries.ts')).webhookDeliveriesCommand,
  'webhook replay': async () => (await import('./commands/webhook-replay.ts')).webhookReplayCommand,
  'webhook enable': async () => (await import('./commands/webhook-enable.ts')).webhookEnableCommand,
  'webhook rotate-secret': async () => (await import('./commands/webhook-rotate-secret.ts')).webhookRotateSecretCommand,
  'webhook remove': async () => (await import('./commands/webhook-remove.ts')).webhookRemoveCommand,
} satisfies CommandTable

/** Runs the command that the words name and returns the exit code. */
export function runCommandLine(words: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of the output has ended: `liveness audit | head`.
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return run(commands, words)
}
