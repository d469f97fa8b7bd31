import type { Signal } from '@preact/signals'
import { RoundButton } from '../controls/button.tsx'
import type { Session } from '../shell/session.ts'
import { CONTROLS } from '../words/calls.ts'
import type { CallLayout } from './call-layout.ts'
import { CallMenu, type CallPanel } from './call-menu.tsx'
import { CameraMenu, SoundMenu } from './device-menus.tsx'
import type { PhoneCall } from './phone-call.ts'

interface CallControlsProps {
  readonly session: Session
  readonly call: PhoneCall
  readonly layout: CallLayout
  readonly panel: Signal<CallPanel>
}

/** What can be done in a call that is not over. */
export function CallControls({ session, call, layout, panel }: CallControlsProps) {
  const kind = call.state.value.kind
  const answered = call.inProgress.value
  const { devices } = session.calls
  const keypad = panel.value === 'keypad'
  return (
    <div role="toolbar" aria-label={CONTROLS.toolbar} class="flex shrink-0 flex-wrap items-center justify-center gap-2 sm:gap-3">
      <Microphone call={call} />
      <SoundMenu call={call} choice={devices.choice} />
      <Camera call={call} answered={answered} />
      <CameraMenu call={call} choice={devices.choice} answered={answered} />
      {devices.hasScreen && <Screen call={call} answered={answered} />}
      <RoundButton
        label={keypad ? CONTROLS.hideKeypad : CONTROLS.showKeypad}
        icon="keypad"
        pressed={keypad}
        disabled={!answered && kind !== 'early-media'}
        onClick={() => {
          panel.value = keypad ? null : 'keypad'
        }}
        testId="keypad-toggle"
      />
      <CallMenu session={session} call={call} layout={layout} panel={panel} />
      <RoundButton
        label={CONTROLS.hangUp}
        icon="hang-up"
        colour="stop"
        onClick={() => session.calls.hangUp(call)}
        testId="hangup"
      />
    </div>
  )
}

function Microphone({ call: { sound } }: { call: PhoneCall }) {
  const muted = sound.muted.value
  return (
    <RoundButton
      label={muted ? CONTROLS.unmute : CONTROLS.mute}
      icon={muted ? 'mic-off' : 'mic'}
      pressed={muted}
      onClick={() => sound.toggle()}
      testId="mute-audio"
    />
  )
}

interface PictureProps {
  readonly call: PhoneCall
  readonly answered: boolean
}

function Camera({ call, answered }: PictureProps) {
  const { picture } = call
  const kind = picture.kind.value
  const on = kind === 'camera'
  return (
    <RoundButton
      label={on ? CONTROLS.darken : CONTROLS.addVideo}
      icon={on ? 'video' : 'video-off'}
      pressed={!on && kind !== 'none'}
      // Before the answer there is nobody to ask whether video is welcome.
      disabled={picture.changing.value || (kind === 'none' && !answered)}
      onClick={() => void call.change(() => (on ? picture.darken() : picture.showCamera()))}
      testId={kind === 'none' ? 'add-video' : 'mute-video'}
    />
  )
}

function Screen({ call, answered }: PictureProps) {
  const { picture } = call
  const shown = picture.kind.value === 'screen'
  return (
    <RoundButton
      label={shown ? CONTROLS.stopScreen : CONTROLS.showScreen}
      icon={shown ? 'screen-off' : 'screen'}
      pressed={shown}
      disabled={!answered || picture.changing.value}
      onClick={() => void call.change(() => (shown ? picture.stopScreen() : picture.showScreen()))}
      testId="share-screen"
    />
  )
}
