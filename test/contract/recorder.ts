import type { JanusTrace } from '../../server/src/adapters/janus/trace.ts'
import { type Frame, readFrame } from './frames.ts'
import { EventOrder } from './order.ts'

/** Watches what Janus says to us: whether it is what it may say, and in which order. */
export class Recorder {
  /** What was said against the description. */
  readonly wrong: string[] = []
  readonly #frames: Frame[] = []
  readonly #orders = new Map<number, EventOrder>()

  readonly trace: JanusTrace = (direction, message) => {
    if (direction !== 'received') return
    const read = readFrame(message)
    if ('wrong' in read) this.wrong.push(read.wrong)
    else this.#take(read.frame)
  }

  #take(frame: Frame): void {
    this.#frames.push(frame)
    if (frame.janus !== 'event' || frame.plugindata.plugin !== 'janus.plugin.sip') return
    const order = this.#orders.get(frame.sender) ?? new EventOrder()
    this.#orders.set(frame.sender, order)
    const { data } = frame.plugindata
    const wrong = order.next('error_code' in data ? 'error' : data.result.event)
    if (wrong !== null) this.wrong.push(`out of turn: ${wrong}`)
  }

  /** Handles that Janus has made and not reported detached. */
  get handles(): number {
    const attached = this.#frames.filter(
      (frame) => frame.janus === 'success' && frame.session_id !== undefined && frame.data !== undefined,
    )
    return attached.length - this.#frames.filter((frame) => frame.janus === 'detached').length
  }

  /** Video rooms that Janus has made and not removed. */
  get rooms(): number {
    const answers = this.#frames.flatMap((frame) =>
      frame.janus === 'success' && frame.plugindata ? [frame.plugindata.data.videoroom] : [],
    )
    return answers.filter((answer) => answer === 'created').length - answers.filter((answer) => answer === 'destroyed').length
  }

  /** What the VideoRoom plugin refused, in its words. */
  get roomRefusals(): string[] {
    return this.#frames.flatMap((frame) => {
      if (frame.janus !== 'success' && frame.janus !== 'event') return []
      return frame.plugindata?.plugin === 'janus.plugin.videoroom' && 'error' in frame.plugindata.data
        ? [frame.plugindata.data.error]
        : []
    })
  }

  /** The SIP plugin's events on the handles that had one of this name, in order: `ringing`, `proceeding 180`, `hangup 486`, `error 447` … */
  eventsWith(name: string): string[] {
    const events = this.#frames.filter((frame) => frame.janus === 'event')
    const handles = new Set(events.filter((event) => nameOf(event) === name).map((event) => event.sender))
    return events.filter((event) => handles.has(event.sender)).map(nameOf)
  }
}

function nameOf({ plugindata: { data }, jsep }: Extract<Frame, { readonly janus: 'event' }>): string {
  if ('error_code' in data) return `error ${data.error_code}`
  if (!('result' in data)) return data.videoroom
  const { result } = data
  return [result.event, 'code' in result ? `${result.code}` : '', jsep ? `+${jsep.type}` : ''].filter(Boolean).join(' ')
}
