import { FakeJanus } from '../../fake-janus/fake-janus.ts'
import type { ApiForm } from '../../fake-janus/videoroom/rooms.ts'
import { browserSdp, mediaOf } from '../sdp.ts'
import type { MediaPeer, RoomsEnvironment } from './rooms-environment.ts'

export async function fakeRoomsEnvironment(videoRooms: ApiForm): Promise<RoomsEnvironment> {
  const janus = await FakeJanus.start({ media: 'manual', videoRooms })
  const peer: MediaPeer = {
    async offer({ audio, video }) {
      const kinds = [...(audio ? (['audio'] as const) : []), ...(video ? (['video'] as const) : [])]
      return browserSdp({ type: 'offer', media: kinds.map((kind, index) => ({ kind, mid: `${index}`, direction: 'sendonly' })) })
    },
    accept: async () => {},
    answer: async (offer) =>
      browserSdp({ type: 'answer', media: mediaOf(offer).map((media) => ({ ...media, direction: 'recvonly' })) }),
    connect: async () => janus.mediaUp(),
    close: async () => janus.mediaDown('DTLS alert'),
  }
  return {
    url: janus.url,
    apiSecret: janus.apiSecret,
    peer: async () => peer,
    restartJanus: () => janus.restart(),
    tidy: async () => {},
    stop: () => janus.stop(),
  }
}
