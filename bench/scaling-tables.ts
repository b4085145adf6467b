import type { Part } from './processor-time.ts'
import type { Level } from './scaling-level.ts'

/** Markdown: how many get through when so many are there at once. */
export function curveTable(levels: readonly Level[]): string {
  const row = (level: Level): (string | number)[] => [
    level.people,
    level.sessionsAMinute.toFixed(0),
    `${level.live} of ${level.sessions}`,
    level.sessionSeconds.toFixed(1),
    `${level.resultMs.p50.toFixed(0)} / ${level.resultMs.p95.toFixed(0)}`,
    `${((100 * level.measured) / level.sent).toFixed(0)} %`,
    `${(100 * level.busy).toFixed(0)} %`,
    level.queue.toFixed(1),
    level.waiting.toFixed(1),
    level.connectionsMax,
  ]
  return table(
    [
      'people at once',
      'sessions a minute',
      'verdicts right',
      's a session',
      'last frame → result, ms (p50 / p95)',
      'frames measured',
      'machine busy',
      'engine queue',
      'sessions waiting',
      'connections',
    ],
    levels.map(row),
  )
}

const ALL_FRAMES = 0.95

/** Markdown: what a session costs each part: of one, of as many as get all their frames, and of the most a minute. */
export function costTable(levels: readonly Level[]): string {
  const most = levels.reduce((best, level) => (level.sessionsAMinute > best.sessionsAMinute ? level : best))
  const served = levels.findLast(({ measured, sent }) => measured >= ALL_FRAMES * sent) ?? levels[0]!
  const columns = [...new Set([levels[0]!, served, most])]
  const ms = (seconds: number, { sessions }: Level) => `${((1000 * seconds) / sessions).toFixed(0)} ms`
  const kib = (bytes: number, { sessions }: Level) => `${(bytes / sessions / 1024).toFixed(0)} KiB`
  const each = (count: number, { sessions }: Level) => (count / sessions).toFixed(0)
  const parts: readonly Part[] = [
    'measuring',
    'decoding',
    'protocol, deciding, storing',
    'garbage collection, compiling',
  ]
  const rows: [string, (level: Level) => string][] = [
    ['frames measured', (level) => each(level.measured, level)],
    ['CPU of the servers', (level) => ms(level.seconds.servers, level)],
    ...parts.map((part): [string, (level: Level) => string] => [
      `– ${part}`,
      (level) => ms(level.seconds.parts[part], level),
    ]),
    ['CPU of PostgreSQL', (level) => ms(level.seconds.postgres, level)],
    ['CPU of the proxy', (level) => ms(level.seconds.proxy, level)],
    ['CPU of playing the person', (level) => ms(level.seconds.people, level)],
    [
      'sessions a minute and core, by the CPU of all but the person',
      (level) =>
        (60 / ((level.seconds.servers + level.seconds.postgres + level.seconds.proxy) / level.sessions)).toFixed(0),
    ],
    ['transactions', (level) => each(level.postgres.transactions, level)],
    ['rows written', (level) => each(level.postgres.rows, level)],
    ['write-ahead log', (level) => kib(level.postgres.walBytes, level)],
    ['– of it whole pages', (level) => kib(level.postgres.walPageBytes, level)],
  ]
  return table(
    ['a session', ...columns.map(({ people }) => `${people} at once`)],
    rows.map(([name, read]) => [name, ...columns.map(read)]),
  )
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
