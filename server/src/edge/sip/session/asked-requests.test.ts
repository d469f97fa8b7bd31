import type { SessionCommand } from '@weft/protocols/sip/session-step'
import { expect, test } from 'vitest'
import type { RequestWithin } from '../../../ports/sip-sessions.ts'
import { AskedRequests } from './asked-requests.ts'

const asking = (method: string): RequestWithin => ({ method, headers: [], contentType: 'text/plain', body: new Uint8Array([1]) })

function requests(refusal: string | null = null) {
  const sent: SessionCommand[] = []
  const asked = new AskedRequests((ask) => {
    sent.push(ask)
    return refusal
  })
  return { asked, sent }
}

test('the next request goes out when the one before is answered', async () => {
  const { asked, sent } = requests()
  const answers = [asked.add(asking('INFO')), asked.add(asking('MESSAGE'))]
  await Promise.resolve()
  expect(sent).toMatchObject([{ kind: 'ask', method: 'INFO', headers: [{ name: 'Content-Type', value: 'text/plain' }] }])
  asked.answered({ status: 200 })
  expect(await answers[0]).toEqual({ status: 200 })
  await Promise.resolve()
  expect(sent).toMatchObject([{ method: 'INFO' }, { method: 'MESSAGE' }])
  asked.answered({ status: 404 })
  expect(await answers[1]).toEqual({ status: 404 })
})

test('what cannot be sent is 481, and keeps nothing else from going out', async () => {
  const { asked, sent } = requests('over')
  expect(await Promise.all([asked.add(asking('INFO')), asked.add(asking('INFO'))])).toEqual([{ status: 481 }, { status: 481 }])
  expect(sent).toHaveLength(2)
})

test('methods that a machine of its own sends are none of an application’s', async () => {
  const { asked, sent } = requests()
  for (const method of ['INVITE', 'BYE', 'SUBSCRIBE', 'NO TOKEN']) await expect(asked.add(asking(method))).rejects.toThrow()
  expect(sent).toEqual([])
})
