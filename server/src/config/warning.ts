/** Something the operator should know. Never holds the value of a secret option. */
export interface Warning {
  /** Absolute path of the file, or the bare name of the one where the option would stand; null when it is about no file. */
  readonly file: string | null
  readonly line: number | null
  readonly section: string | null
  readonly option: string | null
  readonly reason: string
  /** The text of the value that counts now; null when nothing was replaced. */
  readonly used: string | null
}

/** `FILE:LINE: [Section] option: reason; using VALUE`, with what there is of it. */
export function warningText(warning: Warning): string {
  const { file, line, section, option, reason, used } = warning
  const place = [file, line].filter((part) => part !== null).join(':')
  const subject = [section === null ? null : `[${section}]`, option].filter((part) => part !== null).join(' ')
  const text = used === null ? reason : `${reason}; using ${used}`
  return [place, subject, text].filter((part) => part !== '').join(': ')
}
