import { parseArgs } from 'node:util'
import { Refusal } from '../errors.ts'
import { version } from '../operations/version.ts'
import { type Command, CommandError, FAILED, type Given, MISUSED, type Options } from './command.ts'
import { type CommandTable, commandHelp, listHelp } from './help.ts'

/** Runs the command that the words name and returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function run(commands: CommandTable, words: readonly string[]): Promise<number> {
  try {
    return await runCommand(commands, words)
  } catch (error) {
    console.error(`liveness: ${explain(error)}`)
    return error instanceof CommandError ? error.exitCode : FAILED
  }
}

async function runCommand(commands: CommandTable, words: readonly string[]): Promise<number> {
  const [first = '', second = ''] = words
  const name = [`${first} ${second}`, first].find((candidate) => Object.hasOwn(commands, candidate))
  const command = await commands[name ?? '']?.()
  if (name === undefined || command === undefined) return runWithoutCommand(commands, words)
  const rest = words.slice(name.split(' ').length)
  if (rest.includes('--help')) {
    console.log(commandHelp(name, command))
    return 0
  }
  return (await command.run(parse(name, command, rest))) ?? 0
}

/** Help, the version, or what is wrong with words that name no command. */
async function runWithoutCommand(commands: CommandTable, words: readonly string[]): Promise<number> {
  const [first, second] = words
  const isGroup = Object.keys(commands).some((name) => name.startsWith(`${first} `))
  const group = isGroup ? first : ''
  if (first === '--version') console.log(version)
  else if (first === '--help' || first === 'help') console.log(await listHelp(commands))
  else if (isGroup && second === '--help') console.log(await listHelp(commands, group))
  else if (first === undefined || (isGroup && second === undefined)) {
    console.error(await listHelp(commands, group))
    return MISUSED
  } else {
    const unknown = isGroup ? `${first} ${second}` : first
    throw new CommandError(`There is no command "${unknown}".\n\n${await listHelp(commands, group)}`, MISUSED)
  }
  return 0
}

function parse(name: string, command: Command, words: readonly string[]): Given<Options> {
  const expected = command.arguments ?? []
  const hint = `See liveness ${name} --help.`
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: [...words], options: command.options, allowPositionals: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const isUnknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && expected.length > 0
    const otherwise = isUnknown ? ' An argument that begins with "-" stands after "--".' : ''
    throw new CommandError(`${message.split('. ')[0]}.${otherwise} ${hint}`, MISUSED)
  }
  const { values, positionals } = parsed
  const repeats = expected.at(-1)?.endsWith('…') === true
  const missing = expected[positionals.length]
  if (missing !== undefined) throw new CommandError(`<${missing}> is missing. ${hint}`, MISUSED)
  if (positionals.length > expected.length && !repeats)
    throw new CommandError(`"${positionals[expected.length]}" is one argument too many. ${hint}`, MISUSED)
  return { options: values as Given<Options>['options'], arguments: positionals }
}

function explain(error: unknown): string {
  if (error instanceof CommandError || error instanceof Refusal) return error.message
  const { message, code } = error as NodeJS.ErrnoException
  return message || code || String(error)
}
