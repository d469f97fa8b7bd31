// Success-Report and Failure-Report: what the sender of a message wants to hear of it (RFC 4975 §7.1.2). Words in any case, as §9 has them.

/** `partial`: nothing of success on the way, all of failure. */
export type FailureReport = 'yes' | 'no' | 'partial'

/** False without the header; null where it says neither. */
export function parseSuccessReport(text: string | null): boolean | null {
  if (text === null) return false
  const word = text.toLowerCase()
  return word === 'yes' ? true : word === 'no' ? false : null
}

/** `yes` without the header; null where it says nothing of the kind. */
export function parseFailureReport(text: string | null): FailureReport | null {
  const word = text?.toLowerCase() ?? 'yes'
  return word === 'yes' || word === 'no' || word === 'partial' ? word : null
}

/** What was asked for in a SEND. */
export interface WantedReports {
  readonly successReport: boolean
  readonly failureReport: FailureReport
}

/** §7.2: whether a SEND gets a response with that status. */
export function isResponseDue({ failureReport }: WantedReports, status: number): boolean {
  return failureReport === 'yes' || (failureReport === 'partial' && status !== 200)
}

/**
 * §7.1.2, §7.3: whether a REPORT with that status is due for a message, or for bytes of it. Of success once it was accepted, where that was asked for; of
 * failure unless nobody wants to hear of it, but not where the response to the SEND said so already.
 */
export function isReportDue({ successReport, failureReport }: WantedReports, status: number): boolean {
  return status === 200 ? successReport : failureReport !== 'no'
}
