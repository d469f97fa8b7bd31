import { expect, test } from 'vitest'
import { hashedAddress, placeOf, readUrlParts, type TransferredFile, urlParts } from './transferred-file.ts'

const file: TransferredFile = {
  ...{ id: 't1', name: 'a.png', size: 1, contentType: 'image/png', sha1: new Uint8Array(20), storedAt: 0, until: 0 },
  ...{ sender: 'alice@example.com', receiver: 'bob@example.com', owner: 'alice@example.com' },
  key: 'ABEiM0RVZneImaq7zN3u_w',
}

test('accounts are hashed as a SylkServer does it', () => {
  expect(hashedAddress('alice@example.com')).toBe('wWD4zGmk8L8rA2J1I1PQYA')
})

test('a file is in the folder of its owner, and its URL says where, and its key', () => {
  expect(placeOf(file)).toEqual({ folder: ['w', 'wWD4zGmk8L8rA2J1I1PQYA', 'S5u4BiDwPrNxngoGHBQoPQ', 't1'], name: 'a.png' })
  for (const owner of [file.sender, file.receiver]) {
    const one = { ...file, owner }
    const [first = '', second = '', id = '', name] = urlParts(one)
    expect(readUrlParts(first, second, id)).toEqual({ folder: placeOf(one).folder, key: file.key })
    expect(name).toBe('a.png')
  }
})

test('a URL of a SylkServer has no key', () => {
  const [first = '', second = ''] = urlParts(file)
  expect(readUrlParts(first, second.slice(0, 22), 't1')).toEqual({ folder: placeOf(file).folder, key: '' })
})

test.each(['', '..', 'short', `${'a'.repeat(21)}/`, 'a'.repeat(43), 'a'.repeat(45)])('%j is no part of a URL of ours', (part) => {
  expect(readUrlParts(part, 'a'.repeat(22), 't1')).toBeNull()
  expect(readUrlParts('a'.repeat(22), part, 't1')).toBeNull()
})
