import { dialogFields, dialogOfServer } from '../dialog.ts'
import type { SipRequest, SipResponse } from '../message.ts'
import type { DialogPlace } from './dialog-usage.ts'
import { eventResponse } from './event-response.ts'
import { Notifier } from './notifier.ts'
import type { NotifierSettings } from './notifier-settings.ts'
import type { NotifierEffect, NotifierInput } from './notifier-step.ts'
import { type ReferProgress, referContent } from './refer-progress.ts'
import { REFER_EVENT, type ReferVerdict } from './refer-request.ts'

export interface IncomingRefer {
  readonly key: string
  readonly request: SipRequest
  readonly toTag: string
  /** The dialog that it came within, shared with its other users; null for one outside dialogs. */
  readonly place: DialogPlace | null
  /** To a sips URI over TLS. */
  readonly secure: boolean
}

export type AcceptedReferInput = Exclude<NotifierInput, { readonly kind: 'changed' | 'activate' | 'terminate' }>

export type ReferAcceptance =
  | { readonly refer: AcceptedRefer; readonly effects: NotifierEffect[] }
  /** Nobody is to be told anything more: the REFER is answered, and that was all. */
  | { readonly refer: null; readonly response: SipResponse }

/** What we serve as, but for what `refer` decides by itself. */
export type ReferSettings = Omit<NotifierSettings, 'packages' | 'content' | 'gap' | 'expires'>

/** Seconds, as SylkServer has it: as long as an INVITE may ring before a proxy gives it up (RFC 3261 §16.6, timer C). */
const LASTS = 180
const EXPIRES = { usual: LASTS, least: 60, most: 3600 }

/** A REFER that we do what it says for, and its sender hears how that goes (RFC 3515 §2.4.4). */
export class AcceptedRefer {
  readonly notifier: Notifier
  #progress: ReferProgress

  private constructor(begin: (content: NotifierSettings['content']) => Notifier) {
    this.#progress = { status: 100, reason: 'Trying' }
    this.notifier = begin(() => referContent(this.#progress))
  }

  /** Answers 202, without any subscription where the sender wants none; 400 where no dialog can come of it. */
  static accept(
    settings: ReferSettings,
    incoming: IncomingRefer,
    verdict: ReferVerdict & { readonly taken: true },
    now: number,
  ): ReferAcceptance {
    const { key, request, toTag, secure } = incoming
    const own = [...dialogFields(request, settings.contact, settings.isFocus), ...settings.headers]
    if (!verdict.subscription) {
      const fields = [{ name: 'Refer-Sub', value: 'false' }, ...own]
      return { refer: null, response: eventResponse(request, 202, fields, toTag) }
    }
    const response = eventResponse(request, 202, own, toTag)
    const { dialog } = incoming.place ?? dialogOfServer(request, response, secure)
    if (!dialog) return { refer: null, response: eventResponse(request, 400, [], toTag) }
    const place = incoming.place ?? { dialog, shared: false }
    const effects: NotifierEffect[] = [{ do: 'respond', key, response }]
    const refer = new AcceptedRefer((content) => {
      const whole = { ...settings, packages: [REFER_EVENT.package], content, gap: 0, expires: EXPIRES }
      const begun = Notifier.implied(whole, place, verdict.event, LASTS, now)
      effects.push(...begun.effects)
      return begun.notifier
    })
    return { refer, effects }
  }

  /** `now` is in ms. */
  step(input: AcceptedReferInput, now: number): NotifierEffect[] {
    return this.notifier.step(input, now)
  }

  /** The referred request has that response, or as much as that: one from 200 on ends it, "terminated;reason=noresource" (§2.4.7). */
  report(progress: ReferProgress, now: number): NotifierEffect[] {
    this.#progress = progress
    if (progress.status < 200) return this.notifier.step({ kind: 'changed' }, now)
    return this.notifier.step({ kind: 'terminate', reason: 'noresource', retryAfter: null }, now)
  }
}
