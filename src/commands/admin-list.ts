import { listOperators, type StoredOperator } from '../admin/queries.ts'
import { isoTime, isoTimeOrNull } from '../iso-time.ts'
import { command, jsonOption } from './command.ts'
import { printJson, table } from './print.ts'
import { withStorage } from './with-storage.ts'

export const adminListCommand = command({
  summary: "List who may log in on the operator's page",
  more: 'With --json: one object a line.',
  options: jsonOption,
  run: ({ options }) =>
    withStorage(async ({ db }) => {
      const operators = await listOperators(db)
      if (options.json) for (const operator of operators) printJson(describe(operator))
      else if (operators.length === 0) console.log("There are no operators, and so no operator's page.")
      else
        console.log(
          table(
            ['NAME', 'CREATED', 'LAST LOGIN'],
            operators.map(({ name, createdAt, lastLoginAt }) => [
              name,
              isoTime(createdAt),
              isoTimeOrNull(lastLoginAt) ?? 'never',
            ]),
          ),
        )
      return undefined
    }),
})

function describe({ id, name, createdAt, lastLoginAt }: StoredOperator) {
  return { id, name, created_at: isoTime(createdAt), last_login_at: isoTimeOrNull(lastLoginAt) }
}
