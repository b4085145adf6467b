import { type Kysely, sql } from 'kysely'

const MONTH_MS = 30 * 86_400_000

/**
 * A line names what it is about where that is not the actor. Lines may be deleted once they are a month old; the
 * database itself goes on refusing every change, and to delete younger ones.
 */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema.alterTable('audit').addColumn('about', 'text').execute()
  for (const statement of dialect === 'sqlite' ? ON_SQLITE : ON_POSTGRES) await sql.raw(statement).execute(db)
}

const ON_SQLITE = [
  'drop trigger audit_no_delete',
  `create trigger audit_no_early_delete before delete on audit
    when old.at > unixepoch('subsec') * 1000 - ${MONTH_MS}
    begin select raise(abort, 'audit only grows'); end`,
]

const ON_POSTGRES = [
  'drop trigger audit_no_change on audit',
  'create trigger audit_no_change before update or truncate on audit for each statement execute function audit_only_grows()',
  `create function audit_keeps_a_month() returns trigger as $$ begin
    if old.at > extract(epoch from clock_timestamp()) * 1000 - ${MONTH_MS} then raise exception 'audit only grows'; end if;
    return old;
  end $$ language plpgsql`,
  'create trigger audit_no_early_delete before delete on audit for each row execute function audit_keeps_a_month()',
]
