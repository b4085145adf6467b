import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../examples/drawn-subject.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { startServer } from '../server.ts'
import { capture, openSession, readSession } from './capture-client.ts'
import { actionSets, conditionNames, honestCase, people } from './conditions.ts'

/**
 * Each condition once and, but for the conditions of size, in small pictures, by turns with each person and each set
 * of actions; `npm run conditions` and `liveness evaluate` have them all.
 */
for (const [index, condition] of conditionNames.entries()) {
  const person = people[index % people.length]!
  const actions = actionSets[Math.floor(index / people.length + index) % actionSets.length]!
  test(`${person} does as asked and is live: ${condition}`, async (t) => {
    const server = await startServer(t)
    const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
    const { camera, options } = honestCase(person, condition, actions, { width: 400, height: 300 })
    const session = await openSession(server, key, { actions })
    await capture(server, session, camera, { ...options, random: seededRandom(index + 1) })
    const data = await readSession(server, session)
    assert.equal(data.verdict, 'live', JSON.stringify(data))
  })
}
