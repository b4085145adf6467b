import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema
    .createTable('account')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('username_key', 'text', (column) => column.notNull().unique())
    .addColumn('fullname', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_login_network', 'text')
    .execute()

  await db.schema
    .createTable('login_session')
    .addColumn('token_hash', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull().references('account.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('login_session_account').on('login_session').column('account_id').execute()
  await db.schema.createIndex('login_session_age').on('login_session').column('created_at').execute()

  await db.schema
    .createTable('throttle')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('throttle_end').on('throttle').column('ends_at').execute()

  await db.schema
    .createTable('audit')
    .addColumn('id', dialect === 'sqlite' ? 'integer' : 'bigserial', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('audit_time').on('audit').column('at').execute()
  await refuseChangesToAudit(db, dialect)
}

/** The audit table only grows: the database itself refuses to change or delete a row. */
async function refuseChangesToAudit(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  if (dialect === 'sqlite') {
    for (const change of ['update', 'delete'])
      await sql
        .raw(
          `create trigger audit_no_${change} before ${change} on audit begin select raise(abort, 'audit only grows'); end`,
        )
        .execute(db)
    return
  }
  await sql
    .raw(
      `create function audit_only_grows() returns trigger as $$ begin raise exception 'audit only grows'; end $$ language plpgsql`,
    )
    .execute(db)
  await sql
    .raw(
      'create trigger audit_no_change before update or delete or truncate on audit for each statement execute function audit_only_grows()',
    )
    .execute(db)
}
