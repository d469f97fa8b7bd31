import { describe } from 'vitest'
import { fakeEnvironment } from './fake-environment.ts'
import { describeJanusContract } from './janus-contract.ts'

describe('calls through the fake Janus', () => describeJanusContract(fakeEnvironment))
