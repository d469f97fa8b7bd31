import { inflateSync } from 'node:zlib'
import type { SipRequest } from '@weft/protocols/sip/message'
import { journalEntry as entrySchema } from '@weft/wire/journal'
import { serverMessage } from '@weft/wire/server-message'
import { accountMessage, journalEntry } from '../../../server/src/applications/gateway/account-events.ts'
import { SipMessages } from '../../../server/src/applications/gateway/sip-messages.ts'
import type { Device } from '../../../server/src/core/devices.ts'
import type { AccountEvent } from '../../../server/src/core/events.ts'
import type { Inflate } from '../../../server/src/ports/inflate.ts'
import { messagingBench } from '../../scenarios/support/messaging.ts'

/*
 * MESSAGEs of SIP devices, from their bytes to what clients are told and what is in the journal. An input is a list of requests with a line `=` between
 * them: header fields, an empty line, a body.
 */

const ALICE = 'alice@example.com'
const BOB = 'bob@example.com'

const request = (fields: string, body: string) => `${fields}\n\n${body}`
const ends = (from: string, to: string) => `From: <sip:${from}>;tag=1\nTo: <sip:${to}>`
const cpim = (id: string, type: string, body: string) =>
  `From: A <sip:${BOB}>\nDateTime: 2026-07-17T08:41:52Z\nNS: imdn <urn:ietf:params:imdn>\nimdn.Message-ID: ${id}\nimdn.Disposition-Notification: display\n\nContent-Type: ${type}\n\n${body}`
const plain = (from: string, to: string, type: string, body: string) =>
  request(`${ends(from, to)}\nContent-Type: ${type}\nX-Sylk-From-Sip: yes`, body)
const imdn =
  '<imdn xmlns="urn:ietf:params:xml:ns:imdn"><message-id>m1</message-id><datetime>then</datetime><delivery-notification><status><delivered/></status></delivery-notification></imdn>'
const offer =
  '<file xmlns="urn:gsma:params:xml:ns:rcs:rcs:fthttp"><file-info type="file"><file-size>3</file-size><file-name>a</file-name><content-type>a/b</content-type><data url="https://f.test/a"/></file-info></file>'

export const target = {
  name: 'sip-messages',
  seeds: [
    [
      plain(BOB, ALICE, 'message/cpim', cpim('m1', 'text/plain; charset=utf-8', 'hi')),
      plain(ALICE, BOB, 'message/imdn+xml', imdn),
    ],
    [
      plain(ALICE, BOB, 'message/cpim', cpim('m2', 'text/html', '<b>')),
      plain(BOB, ALICE, 'message/cpim', cpim('i', 'message/imdn+xml', imdn)),
    ],
    [plain(BOB, ALICE, 'application/vnd.gsma.rcs-ft-http+xml', offer), plain(ALICE, ALICE, 'application/sylk-api-token', 'x')],
    [
      plain(BOB, ALICE, 'text/pgp-public-key', 'armor'),
      plain(ALICE, BOB, 'application/sylk-api-pgp-key-lookup', 'x'),
      plain(ALICE, BOB, 'application/sylk-api-message-remove', 'm1'),
      plain(ALICE, ALICE, 'application/sylk-api-conversation-read', `{"contact":"${BOB}"}`),
      plain(ALICE, ALICE, 'application/sylk-api-conversation-remove', `{"contact":"${BOB}","timestamp":"2026-07-17T08:41:52Z"}`),
    ],
    [request(`${ends(BOB, ALICE)}\nContent-Type: text/plain; charset=iso-8859-1\nContent-Encoding: deflate`, 'grün')],
  ].map((requests) => new TextEncoder().encode(requests.join('\n=\n'))),
  dictionary: [
    'X-Sylk-To-Sip: yes\n',
    'message/imdn',
    'application/sylk-',
    'text/pgp-private-key',
    'imdn.Message-ID: ',
    'sips:',
    '\n=\n',
  ],

  /** Throws when something is thrown or answered that is no answer, when clients are told what they cannot read, or when a journal is not sound. */
  async run(input: Uint8Array): Promise<void> {
    const { messaging, log } = messagingBench()
    const told: AccountEvent[] = []
    for (const uri of [ALICE, BOB]) await messaging.join(deviceOf(uri, told))
    const stamp = { now: () => Date.UTC(2026, 6, 17), id: () => 'fresh' }
    const application = new SipMessages({ messaging, stamp, inflate, log, fileLifetime: 1000 })
    const source = { transport: 'tcp', address: '127.0.0.1', port: 5060 } as const
    for (const [index, part] of new TextDecoder().decode(input).split('\n=\n').slice(0, 20).entries()) {
      const { status } = await application.answer(requestOf(part), source, index % 4 !== 3)
      if (!(status >= 200 && status < 700)) throw new Error(`answered ${status}`)
    }
    await messaging.close()
    for (const event of told) serverMessage.parse(accountMessage(ALICE, event))
    for (const uri of [ALICE, BOB]) {
      const page = await messaging.pages.page(uri, { after: null, since: null, limit: null })
      for (const entry of page.map(journalEntry)) {
        entrySchema.parse(entry)
        // Clients read these without a second look.
        if (['message/imdn', 'application/sylk-message-remove'].includes(entry.content_type)) JSON.parse(entry.content)
      }
      if (new Set(page.map(({ messageId }) => messageId)).size !== page.length) throw new Error('something is there twice')
    }
    if (log.text.includes('"error"')) throw new Error(log.text)
  },
}

function deviceOf(uri: string, told: AccountEvent[]): Device {
  return {
    ...{ party: { uri, displayName: '' }, clientAddress: '192.0.2.7' },
    tell: (event) => void told.push(event),
    ha1: async () => null,
  }
}

const inflate: Inflate = async (bytes, longest) => {
  try {
    return inflateSync(bytes, { maxOutputLength: longest })
  } catch {
    return null
  }
}

function requestOf(text: string): SipRequest {
  const [head = '', ...rest] = text.split('\n\n')
  const headers = head.split('\n').flatMap((line) => {
    const colon = line.indexOf(':')
    return colon < 0 ? [] : [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }]
  })
  const body = new TextEncoder().encode(rest.join('\n\n'))
  return { kind: 'request', method: 'MESSAGE', uri: `sip:${ALICE}`, headers, body }
}
