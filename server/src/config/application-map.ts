import { type Parsed, splitList, type ValueType } from './values.ts'

export interface ApplicationRule {
  /** `user@domain`, a domain or a user. */
  readonly key: string
  /** The application's name, in lower case. */
  readonly application: string
}

/** `key:application, …`; of several rules for one key the last counts. */
export const applicationMap: ValueType<readonly ApplicationRule[]> = {
  parse: (given): Parsed<readonly ApplicationRule[]> => {
    const rules = new Map<string, string>()
    const wrong: string[] = []
    for (const item of splitList(given)) {
      const [, key, application] = /^([^\s:]+)\s*:\s*([A-Za-z]\w*)$/.exec(item) ?? []
      if (key === undefined || application === undefined) wrong.push(item)
      else rules.set(key, application.toLowerCase())
    }
    const value = [...rules].map(([key, application]) => ({ key, application }))
    return wrong.length === 0
      ? { value }
      : { value, remark: `${wrong.map((item) => `"${item}"`).join(', ')} is not key:application` }
  },
  show: (value) => value.map(({ key, application }) => `${key}:${application}`).join(', '),
}
