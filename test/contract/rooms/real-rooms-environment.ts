import { startJanus } from '../../interop/peers/janus.ts'
import { type BrowserPeer, startBrowserPeers } from './browser-peers.ts'
import type { RoomsEnvironment } from './rooms-environment.ts'

export interface RealRoomsEnvironment extends RoomsEnvironment {
  peer(): Promise<BrowserPeer>
}

/** A Janus of our own, and PeerConnections in Chromium: to the real one a publisher is there when its media are, and not before. */
export async function realRoomsEnvironment(): Promise<RealRoomsEnvironment> {
  const [janus, browser] = await Promise.all([startJanus(), startBrowserPeers()])
  return {
    url: janus.url,
    apiSecret: janus.apiSecret,
    peer: async () => browser.peer(),
    async restartJanus() {
      await janus.kill()
      await janus.restart()
    },
    tidy: () => browser.closeAll(),
    async stop() {
      await browser.stop()
      await janus.stop()
    },
  }
}
