import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isStun, parseStun, printStunRequest, printStunResponse } from './stun-binding.ts'

const bytes = (hex: string) => Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16))
const ID = bytes('b7e7a701bc34d686fa87dfae')
const plain = { kind: 'request', transactionId: ID, unknown: [] } as const

// RFC 5769 §2.2 and §2.3.
const IPV4 = bytes(
  '0101003c 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 00200008 0001a147e112a643' +
    '00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96',
)
const IPV6 = bytes(
  '01010048 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 00200014' +
    '0002a1470113a9faa5d3f179bc25f4b5bed2b9d9 00080014 a382954e4be67bf11784c97c8292c275bfe3ed41 80280004 c8fb0b4c',
)

test('the sample responses of RFC 5769 say where the client was seen', () => {
  expect(parseStun(IPV4)).toEqual({ kind: 'success', transactionId: ID, mapped: { address: bytes('c0000201'), port: 32_853 } })
  expect(parseStun(IPV6)).toEqual({
    kind: 'success',
    transactionId: ID,
    mapped: { address: bytes('20010db8123456780011223344556677'), port: 32_853 },
  })
})

test('a request is 20 bytes, and its answer says where it came from', () => {
  const request = printStunRequest(ID)
  expect([request.length, isStun(request), parseStun(request)]).toEqual([20, true, plain])
  for (const from of [
    { address: bytes('c0000201'), port: 5060 },
    { address: new Uint8Array(16).fill(9), port: 0xffff },
  ])
    expect(parseStun(printStunResponse(plain, from))).toEqual({ kind: 'success', transactionId: ID, mapped: from })
})

test('a server of RFC 3489 says it undisguised', () => {
  const answer = bytes('0101000c 2112a442 b7e7a701bc34d686fa87dfae 00010008 0001 13c4 c0000201')
  expect(parseStun(answer)).toMatchObject({ mapped: { address: bytes('c0000201'), port: 5060 } })
})

test('what a request wants to be understood and is not is refused by name', () => {
  const request = parseStun(bytes('00010010 2112a442 b7e7a701bc34d686fa87dfae 00060003 61626300 80220001 78000000'))
  expect(request).toEqual({ kind: 'request', transactionId: ID, unknown: [6] })
  if (request?.kind !== 'request') return
  const answer = printStunResponse(request, { address: bytes('c0000201'), port: 1 })
  expect(parseStun(answer)).toEqual({ kind: 'error', transactionId: ID, code: 420 })
})

test('what is no STUN is none', () => {
  const request = printStunRequest(ID)
  const wrong = [
    new TextEncoder().encode('OPTIONS sip:a@example.com SIP/2.0\r\n\r\n'),
    bytes('0d0a0d0a'),
    request.subarray(0, 19),
    bytes('00010000 2112a443 b7e7a701bc34d686fa87dfae'),
    bytes('00010004 2112a442 b7e7a701bc34d686fa87dfae'),
    bytes('00010004 2112a442 b7e7a701bc34d686fa87dfae 80220005'),
    bytes('00020000 2112a442 b7e7a701bc34d686fa87dfae'),
    bytes('00010001 2112a442 b7e7a701bc34d686fa87dfae 00'),
  ]
  for (const one of wrong) expect(parseStun(one)).toBeNull()
})

test('an answer whose address cannot be read is an answer all the same', () => {
  for (const value of ['00200004 00030000', '00200008 0002a147e112a643', ''])
    expect(
      parseStun(
        bytes(`0101${value === '' ? '0000' : value.length > 18 ? '000c' : '0008'} 2112a442 b7e7a701bc34d686fa87dfae ${value}`),
      ),
    ).toMatchObject({
      kind: 'success',
      mapped: null,
    })
  expect(parseStun(bytes('01110008 2112a442 b7e7a701bc34d686fa87dfae 00090004 00000963'))).toMatchObject({ code: null })
})

test('a transaction id of another length, or an address, is none', () => {
  expect(() => printStunRequest(new Uint8Array(11))).toThrow(RangeError)
  expect(() => printStunResponse(plain, { address: new Uint8Array(5), port: 1 })).toThrow(RangeError)
})

test('whatever bytes come, reading them throws nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(IPV4, IPV6, printStunRequest(ID)), (noise, sample) => {
      const mixed = sample.slice()
      mixed.set(noise.subarray(0, Math.max(0, mixed.length - 8)), 8)
      for (const input of [noise, mixed]) expect(() => parseStun(input)).not.toThrow()
    }),
  )
})
