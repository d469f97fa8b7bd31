import type { JournalOperation } from '../../ports/journal-operation.ts'
import { Refusal } from '../../ports/refusal.ts'

/** UTF-16 units of an address, an id or the like; PostgreSQL's indexes take 2700 bytes. */
const MOST_OF_A_NAME = 512
/** UTF-16 units of a body: what fits into the longest frame there may be. */
const MOST_OF_A_TEXT = 64 * 1024 * 1024

/** Throws Refusal where one of these is empty, or nothing that every store can keep. `what` says whose they are, for the log. */
export function checkNames(what: string, names: readonly string[]): void {
  for (const name of names) {
    if (name === '') throw new Refusal('backend-refused', `${what}: an address or id is empty`)
    checkLine(what, name)
  }
}

/** Throws Refusal where that is too long to be a name of something, or holds what PostgreSQL cannot keep: U+0000, or half a surrogate pair. */
export function checkLine(what: string, line: string, most = MOST_OF_A_NAME): void {
  if (line.length > most) throw new Refusal('backend-refused', `${what}: more than ${most} characters`)
  if (line.includes('\0') || !line.isWellFormed())
    throw new Refusal('backend-refused', `${what}: U+0000 or half a surrogate pair`)
}

export function checkText(what: string, text: string): void {
  if (text.length > MOST_OF_A_TEXT) throw new Refusal('backend-refused', `${what}: more than ${MOST_OF_A_TEXT} characters`)
}

export function checkTime(what: string, time: number): void {
  if (!Number.isSafeInteger(time)) throw new Refusal('backend-refused', `${what}: no number of milliseconds`)
}

/** Throws Refusal where something in there, at any depth, cannot be stored, so that it fails alone, and before anything is written. */
export function checkOperations(operations: readonly JournalOperation[]): void {
  for (const operation of operations) {
    const what = operation.operation
    checkNames(what, [operation.account])
    switch (operation.operation) {
      case 'append': {
        const { entry } = operation
        checkNames(what, [entry.contact, entry.messageId, entry.contentType])
        for (const line of [entry.timestamp, entry.state, entry.disposition?.join()]) checkLine(what, line ?? '')
        checkText(what, entry.content)
        checkTime(what, entry.arrivedAt)
        break
      }
      case 'position':
        checkNames(what, [operation.messageId])
        checkTime(what, operation.arrivedAt)
        break
      case 'advance':
        checkNames(what, [operation.messageId])
        checkLine(what, operation.state ?? '')
        break
      case 'clear-dispositions':
        checkNames(what, [operation.contact])
        break
      case 'remove':
        checkNames(what, [operation.messageId])
        checkOperations(operation.ifRemoved)
        break
      case 'remove-conversation':
        if (operation.contact !== null) checkNames(what, [operation.contact])
        if (operation.upTo !== null) checkTime(what, operation.upTo)
        break
    }
  }
}
