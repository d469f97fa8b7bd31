import { namespaceRefusal } from '../../interop/namespace.ts'
import { partsMissing } from '../../interop/needs.ts'
import type { Bench } from '../measurement.ts'
import { measureCarrying } from '../rooms/carrying.ts'
import { measureJoining } from '../rooms/joining.ts'

export const bench: Bench = {
  name: 'rooms',
  about:
    'what it takes to join a video room of 10, 50 and 200, and how that grows with the room; with real media, how many publishers one room carries before somebody sees too little, and what share of it is not Janus’',

  async run(report) {
    await measureJoining(report)
    const missing = [...partsMissing('janus'), ...partsMissing('chromium')]
    const refusal = missing.length > 0 ? `without ${missing.join(', ')} (npm run setup -- --test)` : namespaceRefusal()
    if (refusal === null) await measureCarrying(report)
    else console.error(`rooms: ${refusal}: there is no variant real`)
  },
}
