import { stripTypeScriptTypes } from 'node:module'

/**
 * What a browser runs of a TypeScript module with erasable syntax. Spaces at the ends of lines and runs of empty lines,
 * which stripping leaves in place of types, are taken out; the rest is as it was written.
 */
export function stripTypes(source: string): string {
  return withoutWarning(() => stripTypeScriptTypes(source))
    .replaceAll(/ +$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimStart()
}

/**
 * Node warns that this function may change. The version of Node is pinned and tests hold what is served, so the warning
 * would tell whoever starts the server nothing. No other warning can be lost: `act` is synchronous.
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
