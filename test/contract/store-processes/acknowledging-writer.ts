// `acknowledging-writer.ts PREFIX LANES COUNT sqlite FILE | postgres URL`: appends COUNT messages to the journals of both sides, LANES at a time, each in
// one transaction, and says on stdout what is done: "+id" when the message is stored, "*id" when its state has advanced.
import { ALICE, append, BOB } from '../journal-entries.ts'
import { openStore, placeFromArguments } from './open-store.ts'

const [prefix = 'm', lanes, count] = process.argv.slice(2)
const store = await openStore(placeFromArguments())
for (const account of [ALICE, BOB]) await store.journals.activate(account)
let next = 0
await Promise.all(
  Array.from({ length: Number(lanes) }, async () => {
    while (next < Number(count)) {
      const id = `${prefix}${next++}`
      const sent = append(ALICE, id, { direction: 'outgoing', state: 'pending' })
      await store.journals.apply([sent, append(BOB, id, { contact: ALICE })])
      console.log(`+${id}`)
      const accepted = { account: ALICE, messageId: id, state: 'accepted', from: ['pending'], disposition: 'keep' } as const
      await store.journals.apply([{ operation: 'advance', ...accepted }])
      console.log(`*${id}`)
    }
  }),
)
await store.close()
