import { expect, test } from 'vitest'
import { bodyElement } from './message-text.ts'
import { receiptElement } from './receipt.ts'
import { stanza } from './stanza.ts'
import { fitsStream } from './stanza-size.ts'
import { StreamReader } from './stream-reader.ts'
import { printElement } from './xml-print.ts'

const said = (text: string) => stanza('message', { type: 'chat' }, [bodyElement(text)])

for (const [what, element, fits] of [
  ['a short text', said('hello'), true],
  ['200,000 letters', said('x'.repeat(200_000)), true],
  ['as much as that in bytes', said('é'.repeat(131_000)), true],
  ['more than that in bytes', said('é'.repeat(132_000)), false],
  ['200,000 letters that are escaped', said('&'.repeat(200_000)), false],
  ['an id of 8,000 letters', stanza('message', {}, [receiptElement('x'.repeat(8000))]), true],
  ['one of 9,000', stanza('message', {}, [receiptElement('x'.repeat(9000))]), false],
  ['one of 4,000 of three bytes each', stanza('message', { id: '€'.repeat(4000) }), false],
] as const)
  test(`${what} ${fits ? 'fits' : 'does not fit'} into a stream, as who reads it finds, too`, () => {
    expect(fitsStream(element)).toBe(fits)
    const reader = new StreamReader()
    reader.push(
      new TextEncoder().encode(
        `<stream:stream xmlns="jabber:server" xmlns:stream="http://etherx.jabber.org/streams" xmlns:db="jabber:server:dialback" version="1.0">${printElement(element)}`,
      ),
    )
    reader.next()
    expect(reader.next()?.kind).toBe(fits ? 'element' : 'error')
  })
