import { CommandError, MISUSED } from './command.ts'
import { printable } from './print.ts'

/** One of the choices; `option` is what it was given as. */
export function readChoice<const Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((candidate) => candidate === text)
  if (choice !== undefined) return choice
  throw new CommandError(`--${option}: "${printable(text)}" is none of ${choices.join(', ')}.`, MISUSED)
}

/** Words separated by commas, each of which is one of the choices. */
export function readChoices<const Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice[] {
  return text.split(',').map((word) => readChoice(option, word.trim(), choices))
}
