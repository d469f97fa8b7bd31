import type { Bench } from '../measurement.ts'
import { measureFraming } from '../msrp/parsing.ts'

export const bench: Bench = {
  name: 'msrp',
  about: 'MSRP chunks framed a second on one core (bodies of 200 B and of 64 KiB), beside one pass over the same bytes',

  async run(report) {
    measureFraming(report)
  },
}
