import { isStorableText } from '../accounts/username.ts'
import { readIsoTime } from '../iso-time.ts'
import { readQuery } from './read-query.ts'

/**
 * How a parameter of a list is read: a text that somebody types, the key of the last row of the page before as it is,
 * a row's number, a time, or one of several words.
 */
type Kind = 'text' | 'key' | 'number' | 'time' | readonly string[]
type Value<Read extends Kind> = Read extends readonly (infer Word)[]
  ? Word
  : Read extends 'text' | 'key'
    ? string
    : number

export interface Search<Kinds extends Readonly<Record<string, Kind>>> {
  /** As it was given, for the form and for the way to the next page. */
  readonly given: URLSearchParams
  /** What is searched for; undefined where nothing was given, or nothing that is understood. */
  readonly asked: { readonly [Name in keyof Kinds]: Value<Kinds[Name]> | undefined }
  /** Names what was given and not understood. */
  readonly problem: string | undefined
  /** Whether a text was given that no database stores: no row has it, and asking for it may fail. */
  readonly findsNothing: boolean
}

/** What a list is to show, of the parameters in its address. */
export function readSearch<const Kinds extends Readonly<Record<string, Kind>>>(
  request: { readonly url: string },
  kinds: Kinds,
): Search<Kinds> {
  const given = readQuery(request)
  const read = Object.entries(kinds).map(([name, kind]) => [name, readValue(kind, given.get(name) ?? '')] as const)
  const ignored = read.filter(([name, value]) => given.has(name) && value === undefined).map(([name]) => name)
  const findsNothing = ignored.some((name) => kinds[name] === 'text' || kinds[name] === 'key')
  const outcome = findsNothing ? 'nothing is found' : 'not searched for'
  const problem = ignored.length > 0 ? `Not understood, so ${outcome}: ${ignored.join(', ')}` : undefined
  return { given, asked: Object.fromEntries(read) as Search<Kinds>['asked'], problem, findsNothing }
}

function readValue(kind: Kind, given: string): string | number | undefined {
  const text = kind === 'key' ? given : given.trim()
  if (kind === 'text' || kind === 'key') return text !== '' && isStorableText(text) ? text : undefined
  if (kind === 'number') return /^\d{1,15}$/.test(text) ? Number(text) : undefined
  if (kind === 'time') return readIsoTime(text)
  return kind.find((word) => word === text)
}
