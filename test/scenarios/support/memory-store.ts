import type { ApiTokens } from '../../../server/src/ports/api-tokens.ts'
import type { JournalEntry } from '../../../server/src/ports/journal-entry.ts'
import type {
  AdvanceOperation,
  JournalOperation,
  JournalOutcome,
  RemoveOperation,
} from '../../../server/src/ports/journal-operation.ts'
import type { JournalPage, Journals, PageStart } from '../../../server/src/ports/journals.ts'
import type { PublicKey, PublicKeys } from '../../../server/src/ports/public-keys.ts'
import type { PushToken, PushTokens } from '../../../server/src/ports/push-tokens.ts'
import { Refusal } from '../../../server/src/ports/refusal.ts'

interface Journal {
  /** Message ids, in the order in which they came; null: it has no entry, or not any more. */
  readonly places: Map<string, JournalEntry | null>
}

/** Journals in memory. `failing`: nothing can be written. */
export class MemoryJournals implements Journals {
  readonly #journals = new Map<string, Journal>()
  failing = false

  async apply(operations: readonly JournalOperation[]): Promise<readonly JournalOutcome[]> {
    if (this.failing) throw new Refusal('backend-refused', 'the disk is full')
    return operations.map((operation) => this.#carryOut(operation))
  }

  async page(account: string, { after, since, limit }: PageStart): Promise<JournalPage> {
    const places = [...(this.#journals.get(account)?.places ?? [])]
    const cursor = places.findIndex(([id]) => id === after)
    const behind = places.slice(cursor + 1).flatMap(([, entry]) => entry ?? [])
    const found = cursor < 0 ? behind.filter(({ arrivedAt }) => arrivedAt >= (since ?? 0) - 60_000) : behind
    return { entries: found.slice(0, limit), more: found.length > limit }
  }

  async entry(account: string, messageId: string): Promise<JournalEntry | null> {
    return this.#journals.get(account)?.places.get(messageId) ?? null
  }

  async pending(account: string, limit: number): Promise<readonly JournalEntry[]> {
    const entries = [...(this.#journals.get(account)?.places.values() ?? [])]
    return entries.flatMap((entry) => (entry?.state === 'pending' ? [entry] : [])).slice(0, limit)
  }

  async unread(account: string): Promise<number> {
    const entries = [...(this.#journals.get(account)?.places.values() ?? [])]
    return entries.filter((entry) => entry?.direction === 'incoming' && entry.disposition?.includes('display')).length
  }

  async activate(account: string): Promise<void> {
    if (!this.#journals.has(account)) this.#journals.set(account, { places: new Map() })
  }

  async isActive(account: string): Promise<boolean> {
    return this.#journals.has(account)
  }

  async expire(): Promise<number> {
    return 0
  }

  async remove(account: string): Promise<boolean> {
    return this.#journals.delete(account)
  }

  #carryOut(operation: JournalOperation): JournalOutcome {
    const places = this.#journals.get(operation.account)?.places
    switch (operation.operation) {
      case 'append':
        return place(places, operation.entry.messageId, operation.entry)
      case 'position':
        return place(places, operation.messageId, null)
      case 'advance':
        return advance(places, operation)
      case 'clear-dispositions':
        for (const [id, entry] of places ?? [])
          if (entry?.contact === operation.contact && entry.disposition) places?.set(id, { ...entry, disposition: [] })
        return { outcome: 'cleared', count: 0 }
      case 'remove':
        return this.#remove(places, operation)
      case 'remove-conversation': {
        const { contact, upTo } = operation
        for (const [id, entry] of places ?? [])
          if (entry?.contact === contact && entry.arrivedAt <= (upTo ?? entry.arrivedAt)) places?.set(id, null)
        return { outcome: 'conversation-removed', count: 0, transfers: [] }
      }
    }
  }

  #remove(places: Journal['places'] | undefined, { messageId, where, ifRemoved }: RemoveOperation): JournalOutcome {
    const entry = places?.get(messageId)
    const { contact = entry?.contact, direction = entry?.direction } = where
    if (!entry || entry.contact !== contact || entry.direction !== direction) return { outcome: 'unknown' }
    places?.set(messageId, null)
    return { outcome: 'removed', entry, outcomes: ifRemoved.map((operation) => this.#carryOut(operation)) }
  }
}

function place(places: Journal['places'] | undefined, messageId: string, entry: JournalEntry | null): JournalOutcome {
  if (!places) return { outcome: 'no-storage' }
  if (places.has(messageId)) return { outcome: 'duplicate' }
  places.set(messageId, entry)
  return { outcome: 'appended', sequence: places.size }
}

function advance(places: Journal['places'] | undefined, operation: AdvanceOperation): JournalOutcome {
  const { messageId, state, from, disposition: change } = operation
  const entry = places?.get(messageId)
  if (!entry) return { outcome: 'unknown' }
  if (!from.includes(entry.state)) return { outcome: 'unchanged' }
  const kept = entry.disposition?.filter((one) => change === 'keep' || (change === 'delivered' && one !== 'positive-delivery'))
  places?.set(messageId, { ...entry, state, disposition: kept ?? null })
  return { outcome: 'changed' }
}

/** What else of a store messages need, in memory. */
export function memoryDirectories(): { publicKeys: PublicKeys; apiTokens: ApiTokens; pushTokens: PushTokens } {
  const keys = new Map<string, PublicKey>()
  const tokens = new Map<string, number>()
  const devices = new Map<string, PushToken>()
  const deviceKey = (account: string, { appId, deviceId }: { appId: string; deviceId: string }) =>
    `${account} ${appId} ${deviceId}`
  return {
    publicKeys: {
      put: async (account, key) => void keys.set(account, key),
      get: async (account) => keys.get(account) ?? null,
      remove: async (account) => keys.delete(account),
    },
    apiTokens: {
      add: async (account, token, expiresAt) => void tokens.set(`${account} ${token}`, expiresAt),
      isValid: async (account, token, now) => (tokens.get(`${account} ${token}`) ?? 0) > now,
      expiries: async () => [...tokens.values()],
      revoke: async () => 0,
      expire: async () => 0,
    },
    pushTokens: {
      put: async (account, token) => void devices.set(deviceKey(account, token), token),
      all: async (account) => [...devices].flatMap(([key, token]) => (key.startsWith(`${account} `) ? [token] : [])),
      remove: async (account, device) => devices.delete(deviceKey(account, device)),
      removeAll: async () => 0,
    },
  }
}
