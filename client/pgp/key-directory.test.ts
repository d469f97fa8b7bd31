import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Connection } from '../connection.ts'
import { FakeGateway } from '../fake-gateway.ts'
import { KeyDirectory } from './key-directory.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)

function connected() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  connection.connect()
  gateway.greet()
  const answer = (uri: string, key: string | null) => gateway.say({ sylkrtc: 'lookup-public-key-event', uri, public_key: key })
  const asked = () => gateway.requests.flatMap((request) => (request.sylkrtc === 'lookup-public-key' ? [request.uri] : []))
  return { gateway, directory: new KeyDirectory(connection), answer, asked }
}

test('lookups go out one after the other, as answers bear no transaction', async () => {
  const { directory, answer, asked } = connected()
  const [bob, carol] = [directory.find('bob@example.com'), directory.find('carol@example.com')]
  await settled()
  expect(asked()).toEqual(['bob@example.com'])
  answer('BOB@example.com', 'armour')
  expect(await bob).toBe('armour')
  await settled()
  expect(asked()).toEqual(['bob@example.com', 'carol@example.com'])
  answer('bob@example.com', 'not what was asked')
  answer('carol@example.com', null)
  expect(await carol).toBeNull()
})

test.each([
  ['a refusal', 'refused', (gateway: FakeGateway) => gateway.reply('lookup-public-key', { error: 'no' }), () => undefined],
  ['a lost connection', 'disconnected', () => undefined, (gateway: FakeGateway) => gateway.drop()],
  ['silence', 'timeout', () => undefined, () => vi.advanceTimersByTime(15_000)],
])('%s ends a lookup, and not those after it', async (_, kind, before, after) => {
  const { gateway, directory, asked } = connected()
  before(gateway)
  const failed = expect(directory.find('bob@example.com')).rejects.toMatchObject({ name: 'RequestFailure', kind })
  await settled()
  after(gateway)
  await failed
  void directory.find('carol@example.com').catch(() => undefined)
  await settled()
  expect(asked().length).toBe(kind === 'disconnected' ? 1 : 2)
})
