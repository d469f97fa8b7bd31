// Who has handled how many stanzas (XEP-0198). Streams are not resumed: what was not acknowledged when one ends is told to whoever sent it.
import { NS } from './namespaces.ts'
import { StreamError } from './stream-error.ts'
import { attributeOf, isElement, type XmlElement, xml } from './xml.ts'

const ROUND = 2 ** 32

/** Of what came. */
export class HandledStanzas {
  #isEnabled = false
  /** Stanzas that came before counting began, and are not handled: they do not count. */
  #before = 0
  #came = 0
  #handled = 0
  /** How many had come when the other side asked last, and has not been answered; null where it has been. */
  #askedAt: number | null = null

  /** Notes that a stanza came. */
  came(): void {
    if (this.#isEnabled) this.#came++
    else this.#before++
  }

  /** Notes that the first of those that came, and were not yet, is handled. What is to be said then, or null. */
  handled(): XmlElement | null {
    if (this.#before > 0) this.#before--
    else this.#handled++
    return this.#answerIfDone()
  }

  /** What answers an element of stream management; null where nothing does. `mayEnable`: whether it may be agreed on now. */
  answer(element: XmlElement, mayEnable: boolean): XmlElement | null {
    if (isElement(element, 'enable', NS.streamManagement)) {
      if (!mayEnable || this.#isEnabled)
        return xml('failed', NS.streamManagement, {}, [xml('unexpected-request', NS.stanzaErrors)])
      this.#isEnabled = true
      return xml('enabled', NS.streamManagement)
    }
    if (isElement(element, 'resume', NS.streamManagement))
      return xml('failed', NS.streamManagement, {}, [xml('item-not-found', NS.stanzaErrors)])
    if (!isElement(element, 'r', NS.streamManagement) || !this.#isEnabled) return null
    this.#askedAt = this.#came
    return this.#answerIfDone()
  }

  /** Who asks wants to hear of what came before: it is said once that is handled, which takes no longer than to write it down. */
  #answerIfDone(): XmlElement | null {
    if (this.#askedAt === null || this.#handled < this.#askedAt) return null
    this.#askedAt = null
    return xml('a', NS.streamManagement, { h: `${this.#handled % ROUND}` })
  }
}

/** Of what went. */
export class SentStanzas {
  #isEnabled = false
  #acknowledged = 0
  #waiting = 0
  #isAsked = false

  /** How many went that nothing has been heard of. */
  get waiting(): number {
    return this.#waiting
  }

  /** What asks for it to begin; counting begins when that is sent. */
  enable(): XmlElement {
    this.#isEnabled = true
    return xml('enable', NS.streamManagement)
  }

  /** Notes a stanza that goes; what is to be sent after it, or null. */
  count(): XmlElement | null {
    if (!this.#isEnabled) return null
    this.#waiting++
    return this.#ask()
  }

  /**
   * How many stanzas an element of stream management says have been handled, and what is to be sent next. Where the other side does not want to count, that
   * is all of them. Throws StreamError where it counts what was not sent.
   */
  hear(element: XmlElement): { readonly handled: number; readonly next: XmlElement | null } {
    if (isElement(element, 'failed', NS.streamManagement)) {
      const handled = this.#waiting
      this.#isEnabled = false
      this.#waiting = 0
      return { handled, next: null }
    }
    const count = isElement(element, 'a', NS.streamManagement) ? (attributeOf(element, 'h') ?? '') : ''
    if (!this.#isEnabled || !/^\d{1,10}$/.test(count)) return { handled: 0, next: null }
    const handled = (Number(count) - this.#acknowledged + ROUND) % ROUND
    if (handled > this.#waiting) throw new StreamError('undefined-condition', 'more stanzas were handled than were sent')
    this.#acknowledged = Number(count)
    this.#waiting -= handled
    this.#isAsked = false
    return { handled, next: this.#waiting > 0 ? this.#ask() : null }
  }

  /** One question at a time. */
  #ask(): XmlElement | null {
    if (this.#isAsked) return null
    this.#isAsked = true
    return xml('r', NS.streamManagement)
  }
}
