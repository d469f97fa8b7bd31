import type { PushToken } from '../ports/push-tokens.ts'
import type { Store } from '../ports/store.ts'
import { EXIT, Misuse } from './exit-code.ts'
import { confirmed, type Operator } from './operator.ts'
import { pushTokenLine } from './overview.ts'
import { count } from './wording.ts'

export interface RemovalOrder {
  readonly account: string
  /** A contact where messages go, a device where push tokens go; null where the command line names none. */
  readonly which: string | null
  /** Said beforehand: nobody is asked. */
  readonly yes: boolean
}

type Removal = (store: Store, order: RemovalOrder, operator: Operator) => Promise<number>

/** What `weft db remove` can remove (sylkrtc-protocol §10.5). Each resolves with the exit code. */
export const REMOVALS: ReadonlyMap<string, Removal> = new Map([
  ['all', removeAll],
  ['messages', removeMessages],
  ['api_token', removeApiTokens],
  ['push_token', removePushTokens],
  ['public_key', removePublicKey],
])

function removeAll(store: Store, { account, which, yes }: RemovalOrder, operator: Operator): Promise<number> {
  refuseMore(which)
  return confirmed(operator, yes, `Remove everything that is kept for ${account}?`, async () => {
    const tokens = await store.apiTokens.revoke(account)
    const devices = await store.pushTokens.removeAll(account)
    const key = await store.publicKeys.remove(account)
    const book = await store.addressBooks.removeAll(account)
    const journal = await store.journals.remove(account)
    operator.say(
      `Removed of ${account}: ${journal ? 'the journal' : 'no journal'}, ${key ? 'the public key' : 'no public key'}, ` +
        `${book ? 'the address book' : 'no address book'}, ${count(tokens, 'API token')}, ${count(devices, 'push token')}.`,
    )
  })
}

function removeMessages(store: Store, { account, which, yes }: RemovalOrder, operator: Operator): Promise<number> {
  const contact = which?.toLowerCase() ?? null
  const what = `messages of ${account}${contact === null ? '' : ` with ${contact}`}`
  return confirmed(operator, yes, `Remove all ${what}?`, async () => {
    const [outcome] = await store.journals.apply([{ operation: 'remove-conversation', account, contact, upTo: null }])
    if (outcome?.outcome !== 'conversation-removed') throw new Error('the messages were not removed')
    operator.say(`Removed ${count(outcome.count, 'record')}: ${what}.`)
    if (outcome.transfers.length > 0) operator.say('The files that some of them announced stay until they expire.')
  })
}

function removeApiTokens(store: Store, { account, which, yes }: RemovalOrder, operator: Operator): Promise<number> {
  refuseMore(which)
  return confirmed(operator, yes, `Remove all API tokens of ${account}?`, async () => {
    operator.say(`Removed ${count(await store.apiTokens.revoke(account), 'API token')} of ${account}.`)
  })
}

function removePublicKey(store: Store, { account, which, yes }: RemovalOrder, operator: Operator): Promise<number> {
  refuseMore(which)
  return confirmed(operator, yes, `Remove the public key of ${account}?`, async () => {
    operator.say(
      (await store.publicKeys.remove(account)) ? `Removed the public key of ${account}.` : `${account} had no public key.`,
    )
  })
}

async function removePushTokens(store: Store, { account, which, yes }: RemovalOrder, operator: Operator): Promise<number> {
  const tokens = await store.pushTokens.all(account)
  if (tokens.length === 0) {
    operator.say(`${account} has no push tokens.`)
    return EXIT.ok
  }
  const chosen = which === null ? await choose(tokens, operator) : named(tokens, which)
  if (chosen === null) {
    operator.say('Nothing was removed.')
    return EXIT.failed
  }
  return confirmed(operator, yes, `Remove ${count(chosen.length, 'push token')} of ${account}?`, async () => {
    let removed = 0
    for (const { appId, deviceId } of chosen) if (await store.pushTokens.remove(account, { appId, deviceId })) removed++
    operator.say(`Removed ${count(removed, 'push token')} of ${account}.`)
  })
}

/** As the management interface names them: APP-DEVICE. */
function named(tokens: readonly PushToken[], name: string): readonly PushToken[] | null {
  const found = name === 'all' ? tokens : tokens.filter(({ appId, deviceId }) => `${appId}-${deviceId}` === name)
  if (found.length === 0) throw new Error(`there is no push token ${name}`)
  return found
}

async function choose(tokens: readonly PushToken[], operator: Operator): Promise<readonly PushToken[] | null> {
  if (!operator.isThere) throw new Misuse('nobody is there to choose: name APP-DEVICE, or all')
  for (const line of tokens.map(pushTokenLine)) operator.say(line)
  const answer = (await operator.ask(`Which one? [1-${tokens.length}, all] `))?.trim() ?? ''
  if (answer === 'all') return tokens
  const token = /^\d{1,6}$/.test(answer) ? tokens[Number(answer) - 1] : undefined
  return token === undefined ? null : [token]
}

function refuseMore(which: string | null): void {
  if (which !== null) throw new Misuse(`${which} is one word too many`)
}
