import type { TestContext } from 'node:test'
import { engine } from '../test/engine.ts'

/** What the tests' server needs of a test, outside of one. */
export function standIn(): TestContext & { finish(): Promise<void> } {
  const ends: (() => unknown)[] = []
  return {
    after: (end: () => unknown) => void ends.unshift(end),
    finish: async () => {
      for (const end of ends) await end()
      await engine.close()
    },
  } as unknown as TestContext & { finish(): Promise<void> }
}
