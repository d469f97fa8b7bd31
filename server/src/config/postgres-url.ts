import { text, type ValueType } from './values.ts'

/**
 * A connection URI as in libpq's documentation, 34.1.1.2; the value is the text as given. What it leaves out comes from the PG* environment and the
 * password file, so that `postgresql://` alone is one.
 */
export const postgresUrl: ValueType<string> = {
  parse: (given, directory) => {
    const checked = text.parse(given, directory)
    if ('problem' in checked) return checked
    return /^postgres(ql)?:\/\//.test(given) && URL.canParse(given)
      ? { value: given }
      : { problem: 'is not a URL that begins with postgresql://' }
  },
  show: (value) => value,
}
