import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { expect, test } from 'vitest'
import { fakeDevices } from '../media/fake-devices.ts'
import { Session } from './session.ts'
import { followSignOuts } from './sign-outs.ts'

const alice = { address: 'alice@example.com', password: 'secret', displayName: '' }
const carol = { address: 'carol@example.com', password: 'secret', displayName: '' }

/** Pages of one browser; what one tells, the others hear. */
function browser() {
  const pages: EventTarget[] = []
  const told: unknown[] = []
  const open = (logIn: typeof alice): Session => {
    const gateway = new FakeGateway()
    const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
    const session = new Session(connection, fakeDevices())
    const page = new EventTarget()
    const postMessage = (data: unknown): void => {
      told.push(data)
      for (const other of pages) if (other !== page) other.dispatchEvent(new MessageEvent('message', { data }))
    }
    followSignOuts(session, Object.assign(page, { postMessage }) as unknown as BroadcastChannel)
    pages.push(page)
    session.logIn(logIn)
    return session
  }
  return { open, told }
}

const account = (session: Session): string | null => session.account.value?.address ?? null

test('who signs out in one page is signed out in all that have the account, and in no other', () => {
  const { open, told } = browser()
  const [first, second, other] = [open(alice), open(alice), open(carol)]
  first.logOut()
  expect([first, second, other].map(account)).toEqual([null, null, carol.address])
  // The second page has nothing to add.
  expect(told).toEqual([{ kind: 'signed-out', account: alice.address }])
})

test('who signs in again and out again is heard again', () => {
  const { open } = browser()
  const [first, second] = [open(alice), open(alice)]
  for (const attempt of ['first', 'second']) {
    first.logOut()
    expect([attempt, account(second)]).toEqual([attempt, null])
    first.logIn(alice)
    second.logIn(alice)
  }
})
