/** What is wrong with bytes that are no MSRP. */
export type MsrpFault =
  | 'bad-line-end'
  | 'line-too-long'
  | 'head-too-long'
  | 'too-many-headers'
  | 'bad-start-line'
  | 'bad-header'
  | 'bad-end-line'

/** The peer's fault: bytes of a stream in which it is no longer known where a message ends. Its message never quotes them. */
export class MsrpParseError extends Error {
  override readonly name = 'MsrpParseError'
  readonly fault: MsrpFault

  constructor(fault: MsrpFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

/** Our fault: a value that would not be, or not stay, what it says once it is printed, such as a header with a line end in it. */
export class MsrpPrintError extends Error {
  override readonly name = 'MsrpPrintError'
}
