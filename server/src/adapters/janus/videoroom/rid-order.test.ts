import { expect, test } from 'vitest'
import { ridOrder } from './rid-order.ts'

test.each([
  ['send h;m;l', 'hml'],
  ['send f;h;q', 'hml'],
  ['send l;m;h', 'lmh'],
  ['send q;h;f', 'lmh'],
  ['send r0;r1;r2', 'lmh'],
  ['send 0;1', 'lmh'],
  ['send ~low,x;mid;high', 'lmh'],
  ['recv 9 send hi;lo', 'hml'],
] as const)('%s: %s', (simulcast, order) => {
  expect(ridOrder(`v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=simulcast:${simulcast}\r\n`)).toBe(order)
})

test.each(['v=0\r\n', 'a=simulcast:send h\r\n', 'a=simulcast:recv h;l\r\n', 'a=simulcast:send ;\r\n'])(
  'no order: %j',
  (offer) => {
    expect(ridOrder(offer)).toBeNull()
  },
)
