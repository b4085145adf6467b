import { type Kysely, sql } from 'kysely'

const DAY_MS = 86_400_000
const MONTH_MS = 30 * DAY_MS

/**
 * Lines younger than a month may be deleted, too, once the log says so: a line `audit_pruned`, not a day old, that
 * stands after them and whose `pruned_before` is past them. The database deletes no such line itself before it is a
 * month old, so whoever deletes young lines leaves a trace.
 */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema.alterTable('audit').addColumn('pruned_before', 'bigint').execute()
  await db.schema
    .createIndex('audit_pruned')
    .on('audit')
    .columns(['at', 'id'])
    .where(sql.ref('event'), '=', sql.lit('audit_pruned'))
    .execute()
  for (const statement of dialect === 'sqlite' ? ON_SQLITE : ON_POSTGRES) await sql.raw(statement).execute(db)
}

/** Whether a line is to stay, given the time in milliseconds as the database tells it. */
const mustStay = (now: string) => `old.at > ${now} - ${MONTH_MS} and (old.event = 'audit_pruned' or not exists (
  select 1 from audit where event = 'audit_pruned' and at > ${now} - ${DAY_MS} and id > old.id and pruned_before > old.at
))`

const ON_SQLITE = [
  'drop trigger audit_no_early_delete',
  `create trigger audit_no_early_delete before delete on audit
    when ${mustStay("unixepoch('subsec') * 1000")}
    begin select raise(abort, 'audit only grows'); end`,
  // What \`insert or replace\` deletes passes no trigger of deletions.
  `create trigger audit_no_replace before insert on audit
    when exists (select 1 from audit where id = new.id)
    begin select raise(abort, 'audit only grows'); end`,
]

const ON_POSTGRES = [
  `create or replace function audit_keeps_a_month() returns trigger as $$ begin
    if ${mustStay('extract(epoch from clock_timestamp()) * 1000')} then raise exception 'audit only grows'; end if;
    return old;
  end $$ language plpgsql`,
]
