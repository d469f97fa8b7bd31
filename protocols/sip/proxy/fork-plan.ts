// Which targets are tried at once, and which after that (RFC 3261 §16.6, RFC 5393 §5.3.3).
import { splitBreadth } from './max-breadth.ts'

export interface ForkTarget {
  /** 0 to 1000, the higher the sooner. */
  readonly q: number
  /** Whether it is asked in this process, and so takes none of the request's breadth. */
  readonly isLocal: boolean
}

export interface ForkBranch {
  /** Place of its target in the list. */
  readonly target: number
  /** Max-Breadth for its request; null for a local one. */
  readonly breadth: number | null
}

/** Groups of branches, the next one being for when all former ones have failed. 440: a group has more branches than the request may. */
export type ForkPlan = { readonly groups: readonly (readonly ForkBranch[])[] } | { readonly status: 440 }

/** Branches of one request; targets beyond that, those of the least q, are not tried. */
export const MOST_BRANCHES = 32

export function planForks(targets: readonly ForkTarget[], breadth: number): ForkPlan {
  const order = [...targets.keys()].toSorted((a, b) => qOf(targets, b) - qOf(targets, a)).slice(0, MOST_BRANCHES)
  const groups: ForkBranch[][] = []
  for (const q of new Set(order.map((target) => qOf(targets, target)))) {
    const group = order.filter((target) => qOf(targets, target) === q)
    const remote = group.filter((target) => targets[target]?.isLocal === false)
    const shares = splitBreadth(breadth, remote.length)
    if (shares === null) return { status: 440 }
    groups.push(group.map((target) => ({ target, breadth: shares[remote.indexOf(target)] ?? null })))
  }
  return { groups }
}

function qOf(targets: readonly ForkTarget[], target: number): number {
  return targets[target]?.q ?? 0
}
