import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { DeviceFields } from '../media/device-fields.tsx'
import type { Devices } from '../media/devices.ts'
import { StreamVideo } from '../media/stream-video.tsx'
import { MicrophoneLevel } from '../rooms/microphone-level.tsx'
import { OwnMedia } from '../rooms/own-media.ts'
import { DEVICES } from '../words/settings.ts'
import { SettingsSection } from './settings-section.tsx'

/** Which microphone, camera and speaker calls and rooms use, and whether they work. */
export function DeviceSettings({ devices }: { devices: Devices }) {
  const trial = useSignal<OwnMedia | null>(null)
  // Whoever goes elsewhere wants the camera's light out.
  useEffect(() => () => trial.value?.close(), [])

  function start(): void {
    const media = new OwnMedia(devices)
    trial.value = media
    void media.begin({ microphone: true, camera: true })
  }

  function stop(): void {
    trial.value?.close()
    trial.value = null
  }

  return (
    <SettingsSection title={DEVICES.title}>
      <p class="text-sm text-slate-600 dark:text-slate-300">{DEVICES.hint}</p>
      <DeviceFields choice={devices.choice} />
      {trial.value !== null && <Trial media={trial.value} />}
      <div>
        {trial.value === null ? (
          <Button icon="video" onClick={start} testId="devices-try">
            {DEVICES.start}
          </Button>
        ) : (
          <Button onClick={stop} testId="devices-stop">
            {DEVICES.stop}
          </Button>
        )}
      </div>
    </SettingsSection>
  )
}

/** What the devices see and hear. Nothing of it goes anywhere. */
function Trial({ media }: { media: OwnMedia }) {
  const picture = media.picture.value
  const sound = media.sound.value
  const problem = media.problem.value
  return (
    <>
      {problem !== null && <Alert testId="devices-problem">{problem}</Alert>}
      <div class="relative grid aspect-video w-full max-w-md place-items-center overflow-hidden rounded-xl bg-slate-900 text-slate-300">
        {picture === null ? (
          <p>{DEVICES.noPicture}</p>
        ) : (
          <StreamVideo stream={picture} own label={DEVICES.preview} className="size-full object-cover" testId="devices-preview" />
        )}
        {sound !== null && (
          <div class="absolute bottom-3 left-3">
            <MicrophoneLevel stream={sound} />
          </div>
        )}
      </div>
    </>
  )
}
