import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Account } from './account.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { FileTransfers } from './file-transfers.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const address = 'alice@example.com'

async function transfers() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address, password: 'secret' })
  account.register()
  connection.connect()
  gateway.greet()
  await vi.advanceTimersByTimeAsync(0)
  const register = () =>
    gateway.say({ sylkrtc: 'account-event', account: address, event: 'registration-state', state: 'registered' })
  return { gateway, files: new FileTransfers(account), register }
}

test('a file goes to the contact under an id, by which it can be sent again', async () => {
  const { gateway, files, register } = await transfers()
  register()
  const content = new Blob(['hello'])
  const id = files.newId()
  const sending = files.send('bob@example.com', 'a/b.txt', content, { id })
  expect(gateway.upload).toMatchObject({
    url: `https://gateway.example/webrtcgateway/filetransfer/alice%40example.com/bob%40example.com/${id}/a%2Fb.txt`,
    body: content,
  })
  gateway.upload.answer(200, 'OK')
  expect(await sending).toBe(id)
})

test('without a registration nothing is uploaded', async () => {
  const { gateway, files } = await transfers()
  await expect(files.send('bob@example.com', 'a.txt', new Blob([]))).rejects.toMatchObject({ kind: 'disconnected' })
  expect(gateway.uploads).toEqual([])
})
