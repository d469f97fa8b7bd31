// The order in which the servers of a SRV answer are tried (RFC 2782).

export interface SrvRecord {
  /** Lower is tried first. */
  readonly priority: number
  /** Share of the traffic among records of the same priority. */
  readonly weight: number
  readonly port: number
  readonly name: string
}

const MOST = 32

/**
 * The records by priority, those of equal priority by weighted chance; `random` gives numbers from 0 up to, not including, 1.
 * At most 32 records count. A target of `.` says that the service is not there (RFC 2782, "Target") and is left out.
 */
export function orderSrv(records: readonly SrvRecord[], random: () => number): SrvRecord[] {
  const usable = records.filter((record) => record.name !== '.' && record.name !== '')
  const sorted = usable.toSorted((a, b) => a.priority - b.priority || a.weight - b.weight).slice(0, MOST)
  const ordered: SrvRecord[] = []
  while (sorted.length > 0) {
    const priority = sorted[0]?.priority
    const group = sorted.filter((record) => record.priority === priority)
    ordered.push(...sorted.splice(draw(group, random), 1))
  }
  return ordered
}

/** Index of the next record: records of weight 0 stand first, so that they have the small chance RFC 2782 wants them to have. */
function draw(group: readonly SrvRecord[], random: () => number): number {
  const total = group.reduce((sum, record) => sum + record.weight, 0)
  const chosen = Math.floor(random() * (total + 1))
  let sum = 0
  return group.findIndex((record) => {
    sum += record.weight
    return sum >= chosen
  })
}
