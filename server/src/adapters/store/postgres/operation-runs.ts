import type { JournalOperation } from '../../../ports/journal-operation.ts'

/** Operations that a statement or two carry out together: those that take a place in a journal, those that advance, and any other alone. */
export interface OperationRun {
  readonly kind: Kind
  /** Each with its index among all operations. */
  readonly items: readonly { readonly operation: JournalOperation; readonly index: number }[]
}

type Kind = 'add' | 'advance' | 'other'

/** A run that still grows, and what it touches. */
interface Growing {
  readonly kind: Kind
  readonly items: { readonly operation: JournalOperation; readonly index: number }[]
  /** Account and id. */
  readonly messages: Set<string>
  /** Those of which it may touch any message. */
  readonly accounts: Set<string>
}

/**
 * Puts operations into as few runs as give the same result as one after the other: one joins an earlier run of its kind if no run after that touches the
 * same message. What takes a place joins the last run of that kind or none, so that sequences follow the order of the operations.
 */
export function operationRuns(operations: readonly JournalOperation[]): readonly OperationRun[] {
  const runs: Growing[] = []
  for (const [index, operation] of operations.entries()) {
    const { kind, account, message } = touched(operation)
    let run = message === null ? null : findRun(runs, kind, account, message)
    if (run === null) {
      run = { kind, items: [], messages: new Set(), accounts: new Set() }
      runs.push(run)
    }
    run.items.push({ operation, index })
    if (message !== null) run.messages.add(message)
    for (const one of message === null ? accountsOf([operation]) : []) run.accounts.add(one)
  }
  return runs
}

/** All accounts whose journals these may change, at any depth. */
export function accountsOf(operations: readonly JournalOperation[]): Set<string> {
  const accounts = new Set<string>()
  for (const operation of operations) {
    accounts.add(operation.account)
    if (operation.operation === 'remove') for (const account of accountsOf(operation.ifRemoved)) accounts.add(account)
  }
  return accounts
}

function findRun(runs: readonly Growing[], kind: Kind, account: string, message: string): Growing | null {
  for (const run of runs.toReversed()) {
    if (run.kind === kind) return run
    if (run.accounts.has(account) || run.messages.has(message)) return null
  }
  return null
}

/** `message` is null where it is not one message that the operation touches. */
function touched(operation: JournalOperation): {
  readonly kind: Kind
  readonly account: string
  readonly message: string | null
} {
  const { account } = operation
  // Neither has U+0000 in it.
  const message = (id: string) => `${account}\0${id}`
  switch (operation.operation) {
    case 'append':
      return { kind: 'add', account, message: message(operation.entry.messageId) }
    case 'position':
      return { kind: 'add', account, message: message(operation.messageId) }
    case 'advance':
      return { kind: 'advance', account, message: message(operation.messageId) }
    default:
      return { kind: 'other', account, message: null }
  }
}
