import type { Bench } from '../measurement.ts'
import { measureFanOut } from '../msrp/fan-out.ts'
import { measureFraming } from '../msrp/parsing.ts'
import { measureRoomUnderLoad } from '../msrp/room-under-load.ts'

export const bench: Bench = {
  name: 'msrp',
  about:
    'MSRP chunks framed a second on one core (bodies of 200 B and of 64 KiB), beside one pass over the same bytes; messages of 200 B delivered a second to rooms of 10, 100 and 500, beside a bare server that writes the same bytes, their time and memory; how much may be said in a room of 200',

  async run(report) {
    measureFraming(report)
    await measureFanOut(report)
    await measureRoomUnderLoad(report)
  },
}
