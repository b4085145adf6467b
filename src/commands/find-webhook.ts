import { type Endpoint, findEndpoint } from '../results/webhooks/endpoint-queries.ts'
import type { Db } from '../storage/schema.ts'
import { CommandError } from './command.ts'

/** The webhook of that id, or the end of the command. */
export async function findWebhook(db: Db, id: string): Promise<Endpoint> {
  const endpoint = await findEndpoint(db, id)
  if (!endpoint) throw new CommandError(`There is no webhook "${id}". See: liveness webhook list`)
  return endpoint
}
