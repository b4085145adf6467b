import type { Session } from './types.ts'

/** One after the other, newest first, from as many pages as there are. A page is read when it is needed. */
export async function* eachSession(
  readPage: (before: string | undefined) => Promise<Session[]>,
): AsyncGenerator<Session, void, undefined> {
  let before: string | undefined
  for (;;) {
    const page = await readPage(before)
    yield* page
    const last = page.at(-1)
    if (last === undefined || last.session_id === before) return
    before = last.session_id
  }
}
