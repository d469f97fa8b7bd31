import { describe } from 'vitest'
import { describeWith } from '../../interop/needs.ts'
import { describeMediaThroughJanus } from './media-through-janus.ts'
import { realRoomsEnvironment } from './real-rooms-environment.ts'
import { describeRoomsContract } from './rooms-contract.ts'

describeWith(['janus', 'chromium'], 'rooms in the real Janus', () => {
  describeRoomsContract(realRoomsEnvironment)
  describe('their media', describeMediaThroughJanus)
})
