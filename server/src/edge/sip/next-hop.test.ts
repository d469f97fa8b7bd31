import type { Dialog } from '@weft/protocols/sip/dialog'
import { expect, test } from 'vitest'
import type { SipRoute } from '../../ports/sip-locator.ts'
import { nextHopOf, nextHopWithin, routesTo } from './next-hop.ts'

const DIALOG: Dialog = {
  ...{ phase: 'confirmed', callId: 'c', local: '<sip:a@x.test>;tag=1', remote: '<sip:b@y.test>;tag=2' },
  ...{ localSequence: 1, remoteSequence: null, remoteTarget: 'sip:b@192.0.2.7:5070', routeSet: [], secure: false },
}

test('a URI says where, by which transport, and whose certificate has to be shown', () => {
  expect(nextHopOf('sip:bob@example.com')).toEqual({ where: 'example.com', host: 'example.com' })
  expect(nextHopOf('sip:bob@example.com:5070;transport=tcp')).toEqual({
    where: 'example.com:5070;transport=tcp',
    host: 'example.com',
  })
  expect(nextHopOf('sips:bob@[2001:db8::1]')).toEqual({ where: '[2001:db8::1];transport=tls', host: '2001:db8::1' })
  expect(nextHopOf('tel:+123')).toEqual({ where: 'tel:+123', host: 'tel:+123' })
})

test('within a dialog the first route is next, loose or strict, and without routes the target', () => {
  expect(nextHopWithin(DIALOG).where).toBe('192.0.2.7:5070')
  const routeSet = ['<sip:proxy.test;lr>', '<sip:other.test;lr>']
  expect(nextHopWithin({ ...DIALOG, routeSet }).where).toBe('proxy.test')
  expect(nextHopWithin({ ...DIALOG, routeSet: ['<sip:strict.test:5090;transport=tcp>'] }).where).toBe(
    'strict.test:5090;transport=tcp',
  )
})

const route = (host: string, transport: SipRoute['transport'] = 'udp'): SipRoute => ({ host, port: 5060, transport })
const locating = (routes: readonly SipRoute[], addresses: readonly string[] = []) => ({
  locator: { locate: async () => routes },
  dns: { naptr: async () => [], srv: async () => [], addresses: async () => [...addresses] },
})

test('a route whose host is a name has one for each of its addresses', async () => {
  const routes = await routesTo('x.test', false, locating([route('proxy.test', 'tls')], ['192.0.2.1', '192.0.2.2']))
  expect(routes).toEqual([route('192.0.2.1', 'tls'), route('192.0.2.2', 'tls')])
  await expect(routesTo('x.test', false, locating([route('proxy.test')]))).rejects.toThrow('proxy.test has no address')
})

test('what is too long for a datagram goes over TCP before it goes over UDP, and few routes are tried', async () => {
  const found = locating([route('192.0.2.1'), route('192.0.2.2', 'tcp')])
  expect(await routesTo('x.test', true, found)).toEqual([
    route('192.0.2.1', 'tcp'),
    route('192.0.2.1'),
    route('192.0.2.2', 'tcp'),
  ])
  const many = locating(Array.from({ length: 16 }, (_, index) => route(`192.0.2.${index + 1}`)))
  expect(await routesTo('x.test', false, many)).toHaveLength(6)
})
