import { type Endpoint, findEndpoint } from '../results/webhooks/endpoint-queries.ts'
import type { Db } from '../storage/schema.ts'
import { CommandError } from './command.ts'
import { printable } from './print.ts'

/** The webhook of that id. Throws `CommandError` where there is none. */
export async function findWebhook(db: Db, id: string): Promise<Endpoint> {
  const endpoint = await findEndpoint(db, id)
  if (!endpoint) throw new CommandError(`There is no webhook "${printable(id)}". See: liveness webhook list`)
  return endpoint
}
