import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { StreamVideo } from '../media/stream-video.tsx'
import type { Session } from '../shell/session.ts'
import { CALL, videoOf } from '../words/calls.ts'
import { nameOf } from '../words/people.ts'
import { CallControls } from './call-controls.tsx'
import { CallHeading } from './call-heading.tsx'
import { CallKeypad } from './call-keypad.tsx'
import type { CallPanel } from './call-menu.tsx'
import { EndedCall } from './ended-call.tsx'
import { FiguresPanel } from './figures-panel.tsx'
import type { PhoneCall } from './phone-call.ts'
import { SelfView } from './self-view.tsx'

export interface CallViewProps {
  readonly session: Session
  readonly call: PhoneCall
}

/** The call in front: the other side's picture and one's own, how it stands, its controls. */
export function CallView({ session, call }: CallViewProps) {
  const panel = useSignal<CallPanel>(null)
  const view = useRef<HTMLDivElement>(null)
  const { layout } = session.calls
  // The button that brought the call here may be gone.
  useEffect(() => {
    view.current?.focus()
    return view.current === null ? undefined : layout.attach(view.current)
  }, [])
  const over = call.state.value.kind === 'terminated'
  const seen = call.remoteMedia.value.video && !over
  const own = call.picture.view.value
  return (
    <div
      ref={view}
      tabIndex={-1}
      data-testid="call-view"
      class="relative flex min-h-0 grow flex-col overflow-hidden bg-slate-800 text-white outline-none sm:rounded-2xl dark:bg-slate-950 dark:ring-1 dark:ring-slate-700"
    >
      {!over && <RemotePicture session={session} call={call} seen={seen} />}
      <div
        class={`relative flex shrink-0 flex-col p-4 sm:p-6 ${seen ? 'bg-linear-to-b from-black/60 to-transparent pr-36 sm:pr-52' : 'grow justify-center'}`}
      >
        <CallHeading session={session} call={call} small={seen} />
      </div>
      {seen && <div class="grow" />}
      {own !== null && (
        <SelfView
          stream={own}
          mirrored={call.picture.kind.value === 'camera' && call.picture.facing.value === 'user'}
          layout={layout}
          className=""
        />
      )}
      <div
        class={`relative z-10 flex min-h-0 flex-col items-center gap-3 p-4 sm:p-5 ${seen ? 'bg-linear-to-t from-black/60 to-transparent' : ''}`}
      >
        {/* What does not fit above the controls is scrolled, and the controls stay. */}
        <div class="flex min-h-0 w-full flex-col items-center gap-3 overflow-y-auto empty:hidden">
          <Overlays call={call} panel={panel} over={over} />
        </div>
        {over ? (
          <EndedCall session={session} call={call} />
        ) : (
          <CallControls session={session} call={call} layout={layout} panel={panel} />
        )}
      </div>
    </div>
  )
}

/** The other side, seen and heard; without a picture it still plays the sound. */
function RemotePicture({ session, call, seen }: CallViewProps & { seen: boolean }) {
  const { layout, devices } = session.calls
  return (
    <StreamVideo
      stream={call.call.remoteStream}
      label={videoOf(nameOf(call.call.remote))}
      speaker={devices.choice.chosen.value.speaker}
      className={seen ? `absolute inset-0 size-full ${layout.filled.value ? 'object-cover' : 'object-contain'}` : 'hidden'}
      onElement={(video) => layout.attachVideo(video)}
      testId="remote-video"
    />
  )
}

interface OverlaysProps {
  readonly call: PhoneCall
  readonly panel: Signal<CallPanel>
  readonly over: boolean
}

/** What is shown above the controls while it is wanted. */
function Overlays({ call, panel, over }: OverlaysProps) {
  const notice = call.notice.value
  const hide = (): void => {
    panel.value = null
  }
  return (
    <>
      {notice !== null && (
        <Alert testId="call-problem" onDismiss={() => call.dismissNotice()}>
          {notice}
        </Alert>
      )}
      {call.asksForVideo.value && <VideoAdded call={call} />}
      {panel.value === 'figures' && !over && <FiguresPanel meter={call.meter} onClose={hide} />}
      {panel.value === 'keypad' && !over && <CallKeypad call={call} />}
    </>
  )
}

/** The other side has switched a camera on: whether to answer with one. */
function VideoAdded({ call }: { call: PhoneCall }) {
  return (
    <section
      role="status"
      data-testid="video-added"
      class="flex max-w-full flex-wrap items-center justify-center gap-x-4 gap-y-2 rounded-2xl bg-slate-900/90 px-4 py-3 ring-1 ring-white/15"
    >
      <p class="min-w-0 break-words">
        <bdi class="font-medium">{nameOf(call.call.remote)}</bdi> {CALL.addedVideo}
      </p>
      <div class="flex gap-2">
        <Button
          colour="primary"
          icon="video"
          disabled={call.picture.changing.value}
          onClick={() => void call.change(() => call.picture.showCamera())}
          testId="video-added-accept"
        >
          {CALL.addMine}
        </Button>
        <Button onClick={() => call.declineVideo()} testId="video-added-decline">
          {CALL.notNow}
        </Button>
      </div>
    </section>
  )
}
