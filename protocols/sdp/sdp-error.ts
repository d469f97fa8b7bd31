/** What is wrong with text that is no session description; `bad-value`: with something that was to be printed. */
export type SdpFault =
  | 'too-large'
  | 'too-many-lines'
  | 'line-too-long'
  | 'too-many-media'
  | 'not-utf8'
  | 'bad-line'
  | 'bad-order'
  | 'bad-version'
  | 'bad-origin'
  | 'bad-media'
  | 'bad-value'

/** The one error of session descriptions. Its message never quotes them. */
export class SdpError extends Error {
  override readonly name = 'SdpError'
  readonly fault: SdpFault

  constructor(fault: SdpFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}
