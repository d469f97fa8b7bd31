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
  `,
]

/** The schema that this version of Weft works with. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** Brings the database to that schema, all steps at once or none. Throws where a newer version of Weft has been at it. */
export function migrate(database: Database): void {
  const steps = database.transaction(() => {
    const version = Number(database.pragma('user_version', { simple: true }))
    if (version > SCHEMA_VERSION)
      throw new Error(
        `its schema is version ${version}, and this Weft knows those up to ${SCHEMA_VERSION}: it was used by a newer Weft, which alone can go on with it`,
      )
    for (const step of MIGRATIONS.slice(version)) database.exec(step)
    database.pragma(`user_version = ${SCHEMA_VERSION}`)
  })
  steps.immediate()
}
