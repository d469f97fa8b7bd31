import type { Bench } from '../measurement.ts'
import { measureCalls } from '../sip/calls.ts'
import { measureParsing } from '../sip/parsing.ts'
import { measureProxying } from '../sip/proxying.ts'
import { measureContacts, measureRegistering } from '../sip/registrar.ts'
import { measureUserAgent } from '../sip/user-agent.ts'

export const bench: Bench = {
  name: 'sip',
  about:
    'SIP messages read a second on one core (INVITE of 1.3 KB, MESSAGE of 0.8 KB), beside one pass over the same bytes; MESSAGEs and calls answered a second; messages forwarded and registrations beside Kamailio, and what 100,000 contacts cost',

  async run(report) {
    measureParsing(report)
    await measureUserAgent(report)
    await measureCalls(report)
    await measureProxying(report)
    await measureRegistering(report)
    await measureContacts(report)
  },
}
