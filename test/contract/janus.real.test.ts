import { describeWith } from '../interop/needs.ts'
import { describeJanusContract } from './janus-contract.ts'
import { realEnvironment } from './real-environment.ts'

describeWith(['janus', 'kamailio'], 'calls through the real Janus', () => describeJanusContract(realEnvironment))
