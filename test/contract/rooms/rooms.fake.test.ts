import { describe } from 'vitest'
import { fakeRoomsEnvironment } from './fake-rooms-environment.ts'
import { describeRoomsContract } from './rooms-contract.ts'

describe.each(['1.x', '0.x'] as const)('rooms in the fake Janus %s', (form) =>
  describeRoomsContract(() => fakeRoomsEnvironment(form)),
)
