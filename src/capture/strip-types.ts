import { stripTypeScriptTypes } from 'node:module'

/**
 * Takes the types out of a TypeScript module with erasable syntax, so that a browser can run it. The spaces and empty
 * lines that stripping leaves in their place are removed; the rest stays as it was written.
 */
export function stripTypes(source: string): string {
  return withoutWarning(() => stripTypeScriptTypes(source))
    .replaceAll(/(?<=\S) {2,}/g, ' ')
    .replaceAll(/ +$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimStart()
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
