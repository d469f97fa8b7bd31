import { expect, test } from 'vitest'
import { gatewayUrl } from './gateway-url.ts'

test('the WebSocket is beside the page, encrypted where the page is', () => {
  expect(gatewayUrl('https://example.com/webrtcgateway/')).toBe('wss://example.com/webrtcgateway/ws')
  expect(gatewayUrl('http://localhost:10888/webrtcgateway/index.html?account=alice@example.com#x')).toBe(
    'ws://localhost:10888/webrtcgateway/ws',
  )
})
