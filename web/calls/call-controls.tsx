import type { Signal } from '@preact/signals'
import { RoundButton } from '../controls/button.tsx'
import type { Session } from '../shell/session.ts'
import type { PhoneCall } from './phone-call.ts'

interface CallControlsProps {
  readonly session: Session
  readonly call: PhoneCall
  /** Whether the keypad is shown. */
  readonly keypad: Signal<boolean>
}

/** What can be done in a call that is not over. */
export function CallControls({ session, call, keypad }: CallControlsProps) {
  const kind = call.state.value.kind
  const answered = kind === 'accepted' || kind === 'established'
  const muted = call.muted.value
  return (
    <div role="toolbar" aria-label="Call controls" class="flex flex-wrap justify-center gap-3">
      <RoundButton
        label={muted.audio ? 'Switch the microphone on' : 'Switch the microphone off'}
        icon={muted.audio ? 'mic-off' : 'mic'}
        pressed={muted.audio}
        onClick={() => call.toggleMute('audio')}
        testId="mute-audio"
      />
      {call.selfView.value === null ? (
        <RoundButton
          label="Add video"
          icon="video"
          disabled={!answered || call.addingVideo.value}
          onClick={() => void call.addVideo()}
          testId="add-video"
        />
      ) : (
        <RoundButton
          label={muted.video ? 'Switch the camera on' : 'Switch the camera off'}
          icon={muted.video ? 'video-off' : 'video'}
          pressed={muted.video}
          onClick={() => call.toggleMute('video')}
          testId="mute-video"
        />
      )}
      <RoundButton
        label={keypad.value ? 'Hide the keypad' : 'Show the keypad'}
        icon="keypad"
        pressed={keypad.value}
        disabled={!answered && kind !== 'early-media'}
        onClick={() => {
          keypad.value = !keypad.value
        }}
        testId="keypad-toggle"
      />
      <RoundButton label="Hang up" icon="hang-up" colour="stop" onClick={() => session.calls.hangUp(call)} testId="hangup" />
    </div>
  )
}
