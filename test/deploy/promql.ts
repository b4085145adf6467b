/** What a PromQL expression asks for: metrics, and labels of them, those that it groups by included. */
export interface Asked {
  readonly metrics: readonly string[]
  readonly labels: readonly string[]
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/
const KEYWORDS = [
  'and',
  'or',
  'unless',
  'bool',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'by',
  'without',
  'offset',
]

/** Takes an expression apart by its form; enough for rules that name each metric, as these do. */
export function readPromql(expression: string): Asked {
  const labels = new Set<string>()
  const bare = expression
    // Grafana's variables stand in strings and in durations only.
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\{([^}]*)\}/g, (_all, matchers: string) => {
      for (const [, label = ''] of matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)) labels.add(label)
      return ' '
    })
    .replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g, (_all, names: string) => {
      for (const label of names.split(',')) if (label.trim() !== '') labels.add(label.trim())
      return ' '
    })
    .replaceAll(/\b\d[\w.]*/g, ' ')
  const metrics = [...bare.matchAll(new RegExp(`${NAME.source}(?!\\s*\\()(?![\\w:])`, 'g'))]
    .map(([name]) => name)
    .filter((name) => !KEYWORDS.includes(name))
  return { metrics: [...new Set(metrics)], labels: [...labels] }
}
