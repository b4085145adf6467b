import { openEvidenceKeys } from '../evidence/evidence-keys.ts'
import { DEFAULT_POLICY, findPolicy, policies } from '../liveness/decision/policy.ts'
import type { Signal } from '../liveness/decision/verdict.ts'
import { rescore } from '../liveness/sessions/rescore.ts'
import { CommandError, command, jsonOption, MISUSED } from './command.ts'
import { findKnownSession } from './find-known-session.ts'
import { printable, printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

const names = Object.keys(policies).join(', ')

export const rescoreCommand = command({
  summary: 'Judge a liveness session again by what was measured in it',
  more: `The stored verdict stays as it is. Works as long as the measurements are kept (EVIDENCE_HOURS). Policies: ${names}`,
  arguments: ['session'],
  options: {
    policy: { type: 'string', value: '<name>', about: 'Judge by this policy; else by the one it was judged by' },
    ...jsonOption,
  },
  run: ({ options, arguments: [id = ''] }) =>
    withStorage(async ({ db, config }) => {
      const session = await findKnownSession(db, id)
      const name = options.policy ?? session.outcome?.decision.policy ?? DEFAULT_POLICY.name
      const policy = findPolicy(name)
      if (!policy) throw new CommandError(`There is no policy "${printable(name)}". There are: ${names}`, MISUSED)
      const outcome = await rescore({ db, evidenceKeys: openEvidenceKeys(config) }, session, policy)
      if (!outcome) throw new CommandError(`What was measured in session "${printable(id)}" is no longer kept.`)
      const { verdict, score, signals } = outcome.decision
      if (options.json)
        printJson({ session_id: id, policy: name, stored_verdict: session.verdict, verdict, score, signals })
      else {
        console.log(`stored    ${session.verdict ?? 'none'}`)
        console.log(`${name}  ${verdict}, score ${score.toFixed(2)}`)
        console.log(table(['SIGNAL', 'STATE', 'VALUE', 'THRESHOLD', 'REQUIRED'], signals.map(row)))
      }
      return undefined
    }),
})

function row({ name, state, value, threshold, required }: Signal): string[] {
  return [name, state, value?.toFixed(3) ?? '', String(threshold), required ? 'yes' : 'no']
}
