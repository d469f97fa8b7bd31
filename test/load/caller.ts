import type { Phone } from '../contract/phone.ts'

/** Somebody who calls a phone, by way of Weft or of Janus alone. */
export interface Caller {
  /** Starts a call; what it rejects with is why there is none. */
  dial(target: string): PlacedCall
}

export interface PlacedCall {
  /** Of performance.now(): when the first request was on its way. */
  readonly began: number
  /** Of performance.now(): when the caller was told that the call is answered. */
  readonly accepted: Promise<number>
  /** Resolves when the call is over and the caller may dial again. */
  hangUp(): Promise<void>
}

/** ms. */
export interface CallTimes {
  /** From the caller's request to the INVITE at the phone (post-dial delay, less what is not ours). */
  readonly invite: number
  /** From the phone's 200 to the caller's knowing. */
  readonly answer: number
}

/** Has `caller` call `phone` once, which answers at once. */
export async function measureCall(caller: Caller, phone: Phone): Promise<CallTimes> {
  const ringing = phone.nextCall()
  const placed = caller.dial(phone.address)
  // Who waits for the phone hears of a call that failed only by its not ringing.
  const failed = placed.accepted.then(() => ringing)
  const call = await Promise.race([ringing, failed])
  const invited = performance.now()
  const acknowledged = call.answer()
  const times = { invite: invited - placed.began, answer: (await placed.accepted) - invited }
  await acknowledged
  await placed.hangUp()
  return times
}
