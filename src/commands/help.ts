import type { Command } from './command.ts'

export type CommandTable = Readonly<Record<string, () => Promise<Command>>>

/** Lists the commands; with a group, such as `account`, only those that start with it. */
export async function listHelp(commands: CommandTable, group = ''): Promise<string> {
  const names = Object.keys(commands).filter((name) => group === '' || name.startsWith(`${group} `))
  const rows = names.map(async (name): Promise<[string, string]> => {
    const command = await commands[name]?.()
    return [usage(name, command), command?.summary ?? '']
  })
  return [
    `Usage: liveness ${group === '' ? '' : `${group} `}<command> [options]`,
    '',
    'Commands:',
    ...columns(await Promise.all(rows)),
    '',
    'Add --help to a command for its options. Settings come from the environment and .env: docs/configuration.md.',
  ].join('\n')
}

/** Explains one command. */
export function commandHelp(name: string, command: Command): string {
  const options = Object.entries(command.options).map(([option, { value, about }]): [string, string] => [
    `--${option}${value === undefined ? '' : ` ${value}`}`,
    about,
  ])
  return [
    `Usage: liveness ${usage(name, command)} [options]`,
    '',
    command.summary,
    ...(command.more === undefined ? [] : ['', command.more]),
    '',
    'Options:',
    ...columns([...options, ['--help', 'Show this']]),
  ].join('\n')
}

function usage(name: string, command: Command | undefined): string {
  return [name, ...(command?.arguments ?? []).map((argument) => `<${argument}>`)].join(' ')
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
