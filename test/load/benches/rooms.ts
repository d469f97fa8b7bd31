import type { Bench } from '../measurement.ts'
import { measureJoining } from '../rooms/joining.ts'

export const bench: Bench = {
  name: 'rooms',
  about: 'what it takes to join a video room of 10, 50 and 200, and how that grows with the room',

  async run(report) {
    await measureJoining(report)
  },
}
