/** The gateway's WebSocket beside the page: `https://example.com/webrtcgateway/` → `wss://example.com/webrtcgateway/ws`. */
export function gatewayUrl(page: string): string {
  const url = new URL('ws', page)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.search = ''
  url.hash = ''
  return url.href
}
