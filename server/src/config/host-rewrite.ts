import type { ValueType } from './values.ts'

/** What is put in whose place in a host name. */
export interface HostRewrite {
  /** In lower case; never empty. */
  readonly from: string
  readonly to: string
}

const REWRITE = /^([a-z0-9.-]{1,253}):([a-z0-9.-]{0,253})$/

/** `FROM:TO`, both parts of host names. */
export const hostRewrite: ValueType<HostRewrite> = {
  parse: (given) => {
    const [, from, to] = REWRITE.exec(given.toLowerCase()) ?? []
    return from === undefined || to === undefined
      ? { problem: 'is not FROM:TO, two parts of host names' }
      : { value: { from, to } }
  },
  show: ({ from, to }) => `${from}:${to}`,
}
