import { stripTypeScriptTypes } from 'node:module'

/**
 * Takes the types out of a TypeScript module with erasable syntax, so that a browser can run it. The spaces and empty
 * lines that stripping leaves in their place are removed, and comments that document; spaces within a text stay as they
 * were written.
 */
export function stripTypes(source: string): string {
  return (
    withoutWarning(() => stripTypeScriptTypes(source))
      // Stripping moves nothing: spaces that the source has at the same place are not what it left.
      .replaceAll(/(?<=\S) {2,}/g, (spaces, at: number) => (source.startsWith(spaces, at) ? spaces : ' '))
      .replaceAll(/^ *\/\*\*(?:[^*]|\*(?!\/))*\*\/\n/gm, '')
      .replaceAll(/ +$/gm, '')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trimStart()
  )
}

/**
 * Node warns that `stripTypeScriptTypes` may change. The version of Node is pinned and tests hold what is served, so
 * the warning would be of no use to an operator. No other warning can be lost, because `act` is synchronous.
 */
function withoutWarning<Result>(act: () => Result): Result {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return act()
  } finally {
    process.emitWarning = emitWarning
  }
}
