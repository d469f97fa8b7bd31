import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'

/** One contact of an address of record. The columns stand in the order in which statements bind them. */
export interface BindingRow {
  readonly address: string
  readonly key: string
  readonly uri: string
  readonly parameters: string
  readonly q: number
  /** Milliseconds since the epoch. */
  readonly expires_at: number
  readonly call_id: string
  readonly cseq: number
  /** Route values, one a line. */
  readonly path: string
  /** All three are null where there is no flow. */
  readonly flow_transport: 'udp' | 'tcp' | 'tls' | null
  readonly flow_address: string | null
  readonly flow_port: number | null
}

export interface SecretRow {
  readonly name: string
  readonly value: Uint8Array
}

export interface Tables {
  readonly binding: BindingRow
  readonly secret: SecretRow
}

/**
 * Writes SQL and runs nothing: statements are compiled and prepared once, and then run by better-sqlite3 itself, since within a transaction that others
 * wait for nothing may be asynchronous, as everything is that kysely runs.
 */
export const queries = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})
