import { onPostgres, testDatabaseUrl } from '../test/server.ts'

/** Makes a database on the PostgreSQL server of the run, which ends with it; returns its address. */
export async function newDatabase(): Promise<string> {
  const name = `bench${Date.now()}`
  await onPostgres(`create database ${name}`)
  const address = new URL(testDatabaseUrl)
  address.pathname = `/${name}`
  return address.href
}
