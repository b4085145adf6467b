import { createInterface } from 'node:readline/promises'
import { CommandError, MISUSED } from './command.ts'

/** Asks on the terminal and goes on only after `yes`. Where nobody can be asked, `--yes` has to have been given. */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY) throw new CommandError('Nobody can be asked here: add --yes to go on.', MISUSED)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await terminal.question(`${question} Type yes to go on: `)
    if (answer.trim().toLowerCase() !== 'yes') throw new CommandError('Nothing was changed.')
  } finally {
    terminal.close()
  }
}
