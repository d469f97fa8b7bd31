import type { Medium } from '@weft/client/call-media'
import { fakeStream, fakeTrack } from '@weft/client/fake-media'
import { fakeShelf } from '../shell/shelf.ts'
import { DeviceChoice } from './device-choice.ts'
import type { Devices } from './devices.ts'

/** Devices for tests: streams without media, all of which are kept. */
export function fakeDevices(): Devices & { readonly given: MediaStream[] } {
  const given: MediaStream[] = []
  const give = (...kinds: readonly Medium[]): MediaStream => {
    const stream = fakeStream(...kinds)
    given.push(stream)
    return stream
  }
  return {
    given,
    choice: new DeviceChoice(undefined, fakeShelf()),
    hasScreen: true,
    capture: async ({ audio, video }) => give(...(audio ? (['audio'] as const) : []), ...(video ? (['video'] as const) : [])),
    captureScreen: async () => give('video'),
    blank: () => give('video'),
    mix: () => {
      const track = fakeTrack('audio')
      return { track, end: () => track.stop() }
    },
  }
}
