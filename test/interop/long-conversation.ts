import { SqliteStore } from '../../server/src/adapters/store/sqlite/sqlite-store.ts'

export interface LongConversation {
  /** Whose journal it is in, and with whom it is. */
  readonly account: string
  readonly contact: string
  /** Messages, a minute apart, the last of them now; all have been seen. They say `message 12; and so on …`, from 0 on. */
  readonly messages: number
}

/** Writes a conversation into a store that no server has open. @param path of its file; it need not be there */
export async function writeLongConversation(path: string, { account, contact, messages }: LongConversation): Promise<void> {
  const store = new SqliteStore(path)
  await store.journals.activate(account)
  const begin = Date.now() - messages * 60_000
  for (let first = 0; first < messages; first += 500) {
    const numbers = Array.from({ length: Math.min(500, messages - first) }, (_, index) => first + index)
    await store.journals.apply(
      numbers.map((number) => {
        const arrivedAt = begin + number * 60_000
        const content = `message ${number}; ${'and so on '.repeat((number * 7) % 60)}`
        const entry = { contact, direction: 'incoming', contentType: 'text/plain', content, arrivedAt } as const
        const more = {
          messageId: `long-${number}`,
          disposition: [],
          state: 'received',
          timestamp: new Date(arrivedAt).toISOString(),
        }
        return { operation: 'append', account, entry: { ...entry, ...more } } as const
      }),
    )
  }
  await store.close()
}
