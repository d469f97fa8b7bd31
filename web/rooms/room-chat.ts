import { computed, signal } from '@preact/signals'
import type { ConferenceChat, RoomComposing, RoomMessage } from '@weft/client/conference-chat'
import type { SharedFile } from '@weft/client/conference-files'

/** Without a key pressed for as long, somebody no longer counts as writing (RFC 3994 §3.2 proposes 15 s). */
const IDLE_MS = 15_000
/** For as long others may take it that somebody writes, unless they hear of it again. */
const REFRESH_S = 60
/** It is said again before that. */
const REPEAT_MS = 45_000
/** As many of the latest lines are kept. */
const MAX_LINES = 500

/** Something that was said in the room, by whomever. */
export interface RoomLine extends RoomMessage {
  readonly own: boolean
  /** Of one's own: whether the room has it. */
  readonly state: 'pending' | 'delivered' | 'failed'
  /** A picture among the files of the room, by its name there; everything else in `content` is for those who cannot see it. */
  readonly picture?: string
}

/** What is said in a room as the page shows it. */
export class RoomChat {
  readonly lines = signal<readonly RoomLine[]>([])
  /** Names of who is writing now. */
  readonly writing = computed<readonly string[]>(() => [...this.#writers.value.values()])
  /** How many lines of others came while nobody looked. */
  readonly unread = signal(0)
  #chat: ConferenceChat | null = null
  #hearing: readonly (() => void)[] = []
  readonly #own: string
  readonly #nameOf: (sender: RoomMessage['sender']) => string
  /** Address to name. */
  readonly #writers = signal<ReadonlyMap<string, string>>(new Map())
  readonly #expiries = new Map<string, ReturnType<typeof setTimeout>>()
  #looking = false
  #saidAt: number | null = null
  #idle: ReturnType<typeof setTimeout> | undefined

  /**
   * @param own address of whoever reads it
   * @param nameOf what a sender is called
   */
  constructor(own: string, nameOf: (sender: RoomMessage['sender']) => string) {
    this.#own = own
    this.#nameOf = nameOf
  }

  /** Hears this chat from now on, and says what is said in it. What was said before stays, and is not shown twice. */
  use(chat: ConferenceChat): void {
    this.#hush()
    this.#chat = chat
    this.#hearing = [
      chat.on('message', (message) => this.#hear(message)),
      chat.on('composing', (composing) => this.#noteWriter(composing)),
    ]
  }

  /** Says something to everybody. */
  send(text: string): void {
    const chat = this.#chat
    if (chat === null) return
    this.#stopWriting()
    const { id, delivered } = chat.send(text)
    const sender = { uri: this.#own, displayName: '' }
    const line = { id, type: 'normal', content: text, contentType: 'text/plain', sender } as const
    this.#add({ ...line, timestamp: new Date().toISOString(), own: true, state: 'pending' })
    delivered.then(
      () => this.#settle(id, 'delivered'),
      () => this.#settle(id, 'failed'),
    )
  }

  /** Shows a picture that somebody has put among the files of the room. */
  showPicture({ name, uploader, session }: SharedFile): void {
    const line = {
      id: `file ${session} ${name}`,
      type: 'normal',
      content: name,
      contentType: 'text/plain',
      sender: uploader,
    } as const
    if (this.lines.value.some(({ id }) => id === line.id)) return
    const own = uploader.uri === this.#own
    this.#add({ ...line, timestamp: new Date().toISOString(), own, state: 'delivered', picture: name })
  }

  /** Says once more what did not get through. */
  sendAgain({ id, content }: RoomLine): void {
    this.lines.value = this.lines.value.filter((line) => line.id !== id)
    this.send(content)
  }

  /** A key was pressed where messages are written. */
  type(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.#stopWriting(), IDLE_MS)
    const now = Date.now()
    if (this.#saidAt !== null && now - this.#saidAt < REPEAT_MS) return
    this.#saidAt = now
    this.#say(true)
  }

  /** Whether what is said can be seen. */
  look(looking: boolean): void {
    this.#looking = looking
    if (looking) this.unread.value = 0
  }

  close(): void {
    this.#hush()
    clearTimeout(this.#idle)
    for (const expiry of this.#expiries.values()) clearTimeout(expiry)
    this.#writers.value = new Map()
  }

  #hush(): void {
    for (const stop of this.#hearing) stop()
    this.#hearing = []
    this.#chat = null
  }

  #hear(message: RoomMessage): void {
    this.#forgetWriter(message.sender.uri)
    // Who comes again is told again what was said before.
    if (this.lines.value.some((line) => isSame(line, message))) return
    const own = message.type === 'normal' && message.sender.uri === this.#own
    this.#add({ ...message, own, state: 'delivered' })
    if (!this.#looking && !own && message.type === 'normal') this.unread.value++
  }

  #add(line: RoomLine): void {
    this.lines.value = [...this.lines.value, line].slice(-MAX_LINES)
  }

  #settle(id: string, state: RoomLine['state']): void {
    this.lines.value = this.lines.value.map((line) => (line.own && line.id === id ? { ...line, state } : line))
  }

  #stopWriting(): void {
    clearTimeout(this.#idle)
    if (this.#saidAt === null) return
    this.#saidAt = null
    this.#say(false)
  }

  #say(active: boolean): void {
    // Nobody misses it.
    this.#chat?.setComposing(active, REFRESH_S).catch(() => undefined)
  }

  #noteWriter({ sender, active, refresh }: RoomComposing): void {
    this.#forgetWriter(sender.uri)
    if (!active) return
    this.#writers.value = new Map([...this.#writers.value, [sender.uri, this.#nameOf(sender)]])
    this.#expiries.set(
      sender.uri,
      setTimeout(() => this.#forgetWriter(sender.uri), refresh * 1000),
    )
  }

  #forgetWriter(uri: string): void {
    clearTimeout(this.#expiries.get(uri))
    this.#expiries.delete(uri)
    if (!this.#writers.value.has(uri)) return
    this.#writers.value = new Map([...this.#writers.value].filter(([writer]) => writer !== uri))
  }
}

/** What the room says itself may have a new id each time; the moment and the words tell it then. */
function isSame(line: RoomLine, message: RoomMessage): boolean {
  if (line.id === message.id) return true
  return (
    line.type === 'status' &&
    message.type === 'status' &&
    line.timestamp === message.timestamp &&
    line.content === message.content
  )
}
