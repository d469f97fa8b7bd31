import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'

/** Each makes of the schema before it the next one. What was released is never changed, only followed. */
const MIGRATIONS: readonly string[] = [
  `
  create table binding (
    address text collate "C" not null,
    key text collate "C" not null,
    uri text not null,
    parameters text not null,
    q integer not null,
    expires_at bigint not null,
    call_id text not null,
    cseq bigint not null,
    path text not null,
    flow_transport text check (flow_transport in ('udp', 'tcp', 'tls')),
    flow_address text,
    flow_port integer,
    primary key (address, key)
  );
  create table secret (
    name text collate "C" primary key,
    value bytea not null
  );
  create table account (
    id bigint generated always as identity primary key,
    address text collate "C" not null unique,
    last_sequence bigint not null default 0
  );
  create table position (
    message_id text collate "C" not null,
    account bigint not null,
    sequence bigint not null,
    arrived_at bigint not null,
    primary key (message_id, account)
  );
  create table journal (
    account bigint not null,
    sequence bigint not null,
    awaits smallint not null check (awaits in (0, 1, 2)),
    contact text collate "C" not null,
    direction text not null check (direction in ('outgoing', 'incoming', '')),
    content_type text not null,
    arrived_at bigint not null,
    message_id text not null,
    disposition text,
    state text,
    timestamp text not null,
    content text not null,
    primary key (account, sequence)
  );
  create index journal_awaits on journal (account, awaits, contact);
  create index journal_pending on journal (account) where state = 'pending';
  create table public_key (
    account text collate "C" primary key,
    content text not null,
    stored_at bigint not null
  );
  create table api_token (
    digest bytea primary key,
    account text collate "C" not null,
    expires_at bigint not null
  );
  create index api_token_account on api_token (account, expires_at);
  create table push_token (
    account text collate "C" not null,
    app_id text collate "C" not null,
    device_id text collate "C" not null,
    platform text not null,
    silent smallint not null check (silent in (0, 1)),
    user_agent text not null,
    token text not null,
    background_token text,
    primary key (account, app_id, device_id)
  );
  create table address_book (
    account text collate "C" primary key,
    last_place bigint not null default 0
  );
  create table address_book_item (
    account text collate "C" not null,
    type text collate "C" not null check (type in ('contact', 'group', 'policy')),
    id text collate "C" not null,
    place bigint not null,
    json text not null,
    primary key (account, type, id)
  );
  `,
  `
  alter table binding add column flow_connection text;
  `,
]

/** The schema that this version of Weft works with. */
const SCHEMA_VERSION = MIGRATIONS.length
/** Whoever migrates holds this advisory lock; any number that nobody else uses in this database ("weft"). */
const LOCK = 0x77656674

/**
 * Brings the database to that schema, all steps at once or none; nodes that start together wait for each other. Throws where a newer version of Weft
 * has been at it.
 */
export async function migrate(database: Kysely<Tables>): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(transaction)
    await sql`create table if not exists weft_schema (version integer not null)`.execute(transaction)
    const { rows } = await sql<{ version: number }>`select version from weft_schema`.execute(transaction)
    const version = rows[0]?.version ?? 0
    if (version > SCHEMA_VERSION)
      throw new Error(
        `its schema is version ${version}, and this Weft knows those up to ${SCHEMA_VERSION}: it was used by a newer Weft, which alone can go on with it`,
      )
    if (version === SCHEMA_VERSION) return
    for (const step of MIGRATIONS.slice(version)) await sql.raw(step).execute(transaction)
    await sql`delete from weft_schema`.execute(transaction)
    await sql`insert into weft_schema values (${sql.lit(SCHEMA_VERSION)})`.execute(transaction)
  })
}
