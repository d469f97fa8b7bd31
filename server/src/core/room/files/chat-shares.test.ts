import { expect, test } from 'vitest'
import { roomFile } from '../../../../../test/scenarios/support/room-file.ts'
import type { RoomFile } from '../../chatroom/room-file.ts'
import type { SharedFile } from '../room-event.ts'
import { ChatShares } from './chat-shares.ts'

const alice = { uri: 'alice@x.test', displayName: 'Alice' }
const hashes = { sha1: new Uint8Array(20), sha256: new Uint8Array(32) }

/** The files of a room which has `names`, and what its participants and its chat hear. `old.png` is of a time when nobody noted hashes. */
function scene(...names: string[]) {
  const adopted: string[] = []
  const told: SharedFile[] = []
  const inChat: RoomFile[] = []
  const news: string[] = []
  const file = (name: string): SharedFile => ({ name, size: 5, uploader: alice, session: 's1' })
  const shares = new ChatShares(
    {
      list: () => names.map(file),
      hashesOf: (name) => (name === 'old.png' ? null : hashes),
      open: async () => null,
      adopt: ({ name }) => {
        adopted.push(name)
        return name === 'one too many' ? null : file(name)
      },
    },
    (shared) => told.push(shared),
  )
  const line = {
    share: (shared: RoomFile, what: 'new' | 'known') => {
      news.push(`${shared.name} is ${what}`)
      if (!inChat.includes(shared)) inChat.push(shared)
      return () => void inChat.splice(0, inChat.length, ...inChat.filter((one) => one !== shared))
    },
  }
  return { shares, adopted, told, inChat, news, line, file }
}

test('who comes into the chat brings what was there before, and what was uploaded before its chat was up', () => {
  const { shares, inChat, news, line, file } = scene('a.png', 'old.png')
  shares.found()
  shares.uploaded(file('b.png'), null)
  shares.entered(line)
  expect(news).toEqual(['a.png is known', 'b.png is known'])
  expect(inChat).toMatchObject([{ name: 'a.png', size: 5, sender: alice }, { name: 'b.png' }])
})

test('a new file goes into the chat once, and does not come back from there', () => {
  const { shares, adopted, inChat, news, line, file } = scene()
  shares.uploaded(file('a.png'), line)
  shares.entered(line)
  for (const shared of inChat) shares.offered(shared)
  expect(news).toEqual(['a.png is new', 'a.png is known'])
  expect([inChat.length, adopted]).toEqual([1, []])
})

test('a file of the chat is told of once, however many participants hear of it', () => {
  const { shares, adopted, told } = scene()
  const theirs = roomFile({ name: 'theirs.png' })
  shares.offered(theirs)
  shares.offered(theirs)
  shares.offered(roomFile({ name: 'one too many' }))
  expect(adopted).toEqual(['theirs.png', 'one too many'])
  expect(told.map(({ name }) => name)).toEqual(['theirs.png'])
})

test('a room that is over takes its files out of the chat', () => {
  const { shares, inChat, line, file } = scene('a.png')
  shares.found()
  shares.entered(line)
  shares.uploaded(file('b.png'), line)
  shares.close()
  expect(inChat).toEqual([])
})
