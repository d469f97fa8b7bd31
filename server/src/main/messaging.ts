import type { SipResponse } from '@weft/protocols/sip/message'
import { zlibInflate } from '../adapters/inflate/zlib.ts'
import { journalWords } from '../applications/gateway/journal-words.ts'
import { SipMessages } from '../applications/gateway/sip-messages.ts'
import { SipRoad } from '../applications/gateway/sip-road.ts'
import type { Config } from '../config/config.ts'
import { Devices } from '../core/devices.ts'
import { Messaging } from '../core/message/messaging.ts'
import { Outbox } from '../core/message/outbox.ts'
import { Retention } from '../core/message/retention.ts'
import { WakeUp } from '../core/message/wake-up.ts'
import type { SleepingDevices } from '../core/sleeping-devices.ts'
import type { Clock } from '../ports/clock.ts'
import type { JournalEntry } from '../ports/journal-entry.ts'
import type { Log } from '../ports/log.ts'
import type { MessageRoad } from '../ports/message-road.ts'
import type { Random } from '../ports/random.ts'
import type { SipAgent } from '../ports/sip-agent.ts'
import type { SipLocator } from '../ports/sip-locator.ts'
import type { Store } from '../ports/store.ts'

export interface MessageNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly store: Store
  readonly sleeping: SleepingDevices
  readonly agent: SipAgent<SipResponse>
  /** Where clients reach this server, without a slash at the end. */
  readonly baseUrl: () => string
  /** This server's address in SIP. */
  readonly host: () => string
  readonly transferRemoved: (account: string, entry: JournalEntry) => void
  /** Which road messages take, where SIP is not the only one. */
  readonly roadBeside: (sip: MessageRoad) => MessageRoad
}

/** Messages, and the application that takes them from SIP. */
export interface MessageParts {
  readonly messaging: Messaging
  readonly sip: SipMessages
  readonly retention: Retention
}

const DAY = 86_400_000

export function messagesOf(config: Config, needs: MessageNeeds): MessageParts {
  const { clock, random, log, store, sleeping, agent, baseUrl, host, transferRemoved, roadBeside } = needs
  const { localSipMessages: local, filetransferExpireDays } = config.gateway
  const proxied = config.gateway.outboundSipProxy !== null
  const words = journalWords((account) => `${baseUrl()}/webrtcgateway/messages/history/${account}`)
  const road = new SipRoad({ agent, log, host, local, proxied, now: () => words.time(clock.now()) })
  const wakeUp = new WakeUp({ journals: store.journals, devices: sleeping, log })
  const messaging = new Messaging({
    ...{ clock, random, log, words, transferRemoved },
    ...{ journals: store.journals, publicKeys: store.publicKeys, apiTokens: store.apiTokens },
    ...{ devices: new Devices(), outbox: new Outbox(roadBeside(road)) },
    wake: (arrival) => wakeUp.wake(arrival),
  })
  const stamp = { now: () => clock.now(), id: () => random.id() }
  const sip = new SipMessages({ messaging, stamp, inflate: zlibInflate, log, fileLifetime: filetransferExpireDays * DAY })
  const retention = new Retention(
    { clock, log, journals: store.journals, apiTokens: store.apiTokens },
    config.store.retentionDays * DAY,
  )
  return { messaging, sip, retention }
}

/** This server itself, whatever the address: for messages that no proxy is to see. Null where it does not listen for that. */
export function localLocator(host: () => string, tcpPort: () => number | null): SipLocator {
  return {
    locate: async () => {
      const port = tcpPort()
      return port === null ? [] : [{ host: host(), port, transport: 'tcp' }]
    },
  }
}
