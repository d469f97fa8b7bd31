import type { Database } from 'better-sqlite3'

/** Each makes of the schema before it the next one. What was released is never changed, only followed. */
const MIGRATIONS: readonly string[] = [
  `
  create table binding (
    address text not null,
    key text not null,
    uri text not null,
    parameters text not null,
    q integer not null,
    expires_at integer not null,
    call_id text not null,
    cseq integer not null,
    path text not null,
    flow_transport text check (flow_transport in ('udp', 'tcp', 'tls')),
    flow_address text,
    flow_port integer,
    primary key (address, key)
  ) strict, without rowid;
  create table secret (
    name text primary key,
    value blob not null
  ) strict, without rowid;
  create table account (
    id integer primary key autoincrement check (id between 1 and 4194303),
    address text not null unique,
    last_sequence integer not null default 0 check (last_sequence < 2147483648)
  ) strict;
  create table position (
    message_id text not null,
    account integer not null,
    sequence integer not null,
    arrived_at integer not null,
    primary key (message_id, account)
  ) strict, without rowid;
  create table journal (
    key integer primary key,
    account integer not null,
    awaits integer not null check (awaits in (0, 1, 2)),
    contact text not null,
    direction text not null check (direction in ('outgoing', 'incoming', '')),
    content_type text not null,
    arrived_at integer not null,
    message_id text not null,
    disposition text,
    state text,
    timestamp text not null,
    content text not null
  ) strict;
  create index journal_awaits on journal (account, awaits, contact);
  create index journal_pending on journal (account) where state = 'pending';
  create table public_key (
    account text primary key,
    content text not null,
    stored_at integer not null
  ) strict;
  create table api_token (
    digest blob primary key,
    account text not null,
    expires_at integer not null
  ) strict, without rowid;
  create index api_token_account on api_token (account, expires_at);
  create table push_token (
    account text not null,
    app_id text not null,
    device_id text not null,
    platform text not null,
    silent integer not null check (silent in (0, 1)),
    user_agent text not null,
    token text not null,
    background_token text,
    primary key (account, app_id, device_id)
  ) strict, without rowid;
  create table address_book (
    account text primary key,
    last_place integer not null default 0
  ) strict, without rowid;
  create table address_book_item (
    account text not null,
    type text not null check (type in ('contact', 'group', 'policy')),
    id text not null,
    place integer not null,
    json text not null,
    primary key (account, type, id)
  ) strict;
  `,
  `
  alter table binding add column flow_connection text;
  `,
]

/** The schema that this version of Weft works with. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** Brings the database to that schema, all steps at once or none. Throws where a newer version of Weft has been at it. */
export function migrate(database: Database): void {
  // Without need nothing is locked or written: a database on a full disk can still be opened, and one that others write to.
  if (versionOf(database) === SCHEMA_VERSION) return
  const steps = database.transaction(() => {
    const version = versionOf(database)
    if (version > SCHEMA_VERSION)
      throw new Error(
        `its schema is version ${version}, and this Weft knows those up to ${SCHEMA_VERSION}: it was used by a newer Weft, which alone can go on with it`,
      )
    for (const step of MIGRATIONS.slice(version)) database.exec(step)
    database.pragma(`user_version = ${SCHEMA_VERSION}`)
  })
  steps.immediate()
}

function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}
