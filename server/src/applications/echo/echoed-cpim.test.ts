import { expect, test } from 'vitest'
import { echoOf } from './echoed-cpim.ts'

test('nothing goes back where the other side’s address cannot be said in CPIM', () => {
  const echo = { displayName: '', uri: 'sip:echo@weft.test' }
  const body = new TextEncoder().encode('From: <sip:a@x.test>\r\n\r\nContent-Type: text/plain\r\n\r\nhi')
  for (const uri of ['sip:alice@x.test;odd={}', 'sip:a^b@x.test']) {
    expect(echoOf(body, { echo, caller: { displayName: '', uri } }, 0)).toEqual({ understood: true, body: null })
    expect(echoOf(body, { echo: { displayName: '', uri }, caller: echo }, 0)).toEqual({ understood: true, body: null })
  }
})
