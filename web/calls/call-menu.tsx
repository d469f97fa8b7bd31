import type { Signal } from '@preact/signals'
import { MenuButton, type MenuItem } from '../controls/menu.tsx'
import { Popover } from '../controls/popover.tsx'
import type { Session } from '../shell/session.ts'
import { CONTROLS } from '../words/calls.ts'
import type { CallLayout } from './call-layout.ts'
import { DeviceList, RemoveVideo } from './device-menus.tsx'
import type { PhoneCall } from './phone-call.ts'

/** What is shown above the controls, one at a time. */
export type CallPanel = 'keypad' | 'figures' | null

interface CallMenuProps {
  readonly session: Session
  readonly call: PhoneCall
  readonly layout: CallLayout
  readonly panel: Signal<CallPanel>
}

/** What is wanted more rarely in a call: how the picture is shown, figures and, on phones, the devices. */
export function CallMenu({ session, call, layout, panel }: CallMenuProps) {
  const { choice } = session.calls.devices
  const seen = call.remoteMedia.value.video
  return (
    <Popover
      label={CONTROLS.more}
      icon="more"
      className="size-13 max-sm:size-12 bg-white/15 text-white hover:bg-white/25"
      testId="call-more"
    >
      {(close) => (
        <>
          {[...(seen ? pictureItems(layout) : []), figuresItem(panel)].map((item) => (
            <MenuButton key={item.testId} item={item} close={close} />
          ))}
          <div class="sm:hidden">
            <PhoneItems call={call} close={close} />
            <DeviceList call={call} choice={choice} kind="microphone" close={close} />
            <DeviceList call={call} choice={choice} kind="camera" close={close} />
            <DeviceList call={call} choice={choice} kind="speaker" close={close} />
          </div>
        </>
      )}
    </Popover>
  )
}

function PhoneItems({ call, close }: { call: PhoneCall; close: () => void }) {
  const { picture } = call
  const kind = picture.kind.value
  return (
    <>
      {kind === 'camera' && (
        <MenuButton
          item={{
            words: CONTROLS.turn,
            icon: 'turn',
            onClick: () => void call.change(() => picture.turnCamera()),
            testId: 'turn-camera',
          }}
          close={close}
        />
      )}
      {kind !== 'none' && call.inProgress.value && <RemoveVideo call={call} close={close} />}
    </>
  )
}

function pictureItems(layout: CallLayout): MenuItem[] {
  const filled = layout.filled.value
  const full = layout.fullScreen.value
  const items: (MenuItem | false)[] = [
    {
      words: filled ? CONTROLS.fit : CONTROLS.fill,
      icon: filled ? 'fit' : 'fill',
      onClick: () => layout.toggleFilled(),
      testId: 'fit-fill',
    },
    layout.hasFullScreen && {
      words: full ? CONTROLS.leaveFullScreen : CONTROLS.fullScreen,
      icon: full ? 'shrink' : 'enlarge',
      onClick: () => void layout.toggleFullScreen(),
      testId: 'full-screen',
    },
    layout.hasPictureInPicture && {
      words: CONTROLS.pictureInPicture,
      icon: 'picture-in-picture',
      onClick: () => void layout.floatPicture(),
      testId: 'picture-in-picture',
    },
  ]
  return items.filter((item) => item !== false)
}

const figuresItem = (panel: Signal<CallPanel>): MenuItem => ({
  words: CONTROLS.figures,
  icon: 'figures',
  onClick: () => {
    panel.value = panel.value === 'figures' ? null : 'figures'
  },
  testId: 'call-figures-toggle',
})
