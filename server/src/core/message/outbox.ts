import type { Envelope, MessageRoad, RoadOutcome } from '../../ports/message-road.ts'

export interface OutboxLimits {
  /** Envelopes on their way at a time, of all accounts and of one. */
  readonly atOnce: number
  readonly atOncePerAccount: number
  /** Envelopes that are here, of all accounts and of one. */
  readonly most: number
  readonly mostPerAccount: number
}

/** A recipient that does not answer takes half a minute; who writes to several of those is not to stop the others. */
const LIMITS: OutboxLimits = { atOnce: 256, atOncePerAccount: 16, most: 20_000, mostPerAccount: 2000 }

const FULL: RoadOutcome = { code: 503, reason: 'Too Many Messages Are Waiting' }

interface Job {
  readonly envelope: Envelope
  readonly done: (outcome: RoadOutcome | null) => void
}

/** What goes from one to another; the first is on its way, or about to be. */
interface Conversation {
  readonly key: string
  readonly account: string
  readonly jobs: Job[]
}

/** One account's share: its envelopes, how many conversations of its are on their way or next, and those that have to wait for one of these. */
interface Share {
  size: number
  admitted: number
  readonly parked: Conversation[]
}

/** Keeps the order of each conversation on the road, and how much is on its way in bounds. */
export class Outbox {
  readonly #road: MessageRoad
  readonly #limits: OutboxLimits
  readonly #conversations = new Map<string, Conversation>()
  readonly #shares = new Map<string, Share>()
  #ready: Conversation[] = []
  #underWay = 0
  #size = 0
  #closed = false

  constructor(road: MessageRoad, limits: OutboxLimits = LIMITS) {
    this.#road = road
    this.#limits = limits
  }

  /** Resolves when it is over, with what the road says, or 503 where too much waits; with null where it was not tried because the server stops. */
  send(envelope: Envelope): Promise<RoadOutcome | null> {
    if (this.#closed) return Promise.resolve(null)
    const { account } = envelope.sender
    const share = this.#shares.get(account) ?? { size: 0, admitted: 0, parked: [] }
    if (this.#size >= this.#limits.most || share.size >= this.#limits.mostPerAccount) return Promise.resolve(FULL)
    this.#shares.set(account, share)
    this.#size++
    share.size++
    return new Promise((done) => {
      const key = [account, envelope.from === null ? '' : senderOf(envelope.from), envelope.to].join(' ')
      const conversation = this.#conversations.get(key)
      if (conversation) {
        conversation.jobs.push({ envelope, done })
        return
      }
      const begun = { key, account, jobs: [{ envelope, done }] }
      this.#conversations.set(key, begun)
      this.#offer(share, begun)
      this.#start()
    })
  }

  /** Nothing more goes out; what is on its way is waited for by who sent it. */
  close(): void {
    this.#closed = true
    const waiting = [...this.#ready, ...[...this.#shares.values()].flatMap(({ parked }) => parked)]
    this.#ready = []
    for (const { parked } of this.#shares.values()) parked.length = 0
    for (const { jobs } of waiting) for (const { done } of jobs.splice(0)) done(null)
  }

  #offer(share: Share, conversation: Conversation): void {
    if (share.admitted < this.#limits.atOncePerAccount) this.#admit(share, conversation)
    else share.parked.push(conversation)
  }

  #admit(share: Share, conversation: Conversation): void {
    share.admitted++
    this.#ready.push(conversation)
  }

  #start(): void {
    while (this.#underWay < this.#limits.atOnce) {
      const conversation = this.#ready.shift()
      const job = conversation?.jobs[0]
      if (!conversation || !job) return
      this.#underWay++
      void this.#road.send(job.envelope).then((outcome) => this.#over(conversation, job, outcome))
    }
  }

  #over(conversation: Conversation, job: Job, outcome: RoadOutcome): void {
    this.#underWay--
    this.#size--
    conversation.jobs.shift()
    job.done(outcome)
    if (this.#closed) for (const { done } of conversation.jobs.splice(0)) done(null)
    const share = this.#shares.get(conversation.account)
    if (share) this.#turn(share, conversation)
    this.#start()
  }

  /** One conversation of an account is through with one envelope: the longest waiting one is next. */
  #turn(share: Share, conversation: Conversation): void {
    share.size--
    share.admitted--
    if (conversation.jobs.length > 0) share.parked.push(conversation)
    else this.#conversations.delete(conversation.key)
    const next = share.parked.shift()
    if (next) this.#admit(share, next)
    else if (share.admitted === 0) this.#shares.delete(conversation.account)
  }
}

function senderOf(from: Exclude<Envelope['from'], null>): string {
  return typeof from === 'string' ? from : from.uri
}
