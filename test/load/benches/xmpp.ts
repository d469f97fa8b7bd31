import type { Bench } from '../measurement.ts'
import { measureFederation } from '../xmpp/federation.ts'
import { measureParsing } from '../xmpp/parsing.ts'

export const bench: Bench = {
  name: 'xmpp',
  about:
    'stanzas read a second on one core, beside the XML parser alone; questions answered a second over one stream each way, and messages of a room of 100 sent a second; ms from a SIP MESSAGE to a stanza, and from a stanza that answers it to a MESSAGE',

  async run(report) {
    measureParsing(report)
    await measureFederation(report)
  },
}
