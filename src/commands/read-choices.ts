import { CommandError, MISUSED } from './command.ts'

/** Words separated by commas, each of which is one of the choices; `option` is what they were given as. */
export function readChoices<const Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice[] {
  const words = text.split(',').map((word) => word.trim())
  return words.map((word) => {
    const choice = choices.find((candidate) => candidate === word)
    if (choice === undefined)
      throw new CommandError(`--${option}: "${word}" is none of ${choices.join(', ')}.`, MISUSED)
    return choice
  })
}
