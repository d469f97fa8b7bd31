import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Alert } from '../controls/alert.tsx'
import { Avatar } from '../controls/avatar.tsx'
import { Button, RoundButton } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { DeviceFields } from '../media/device-fields.tsx'
import { StreamVideo } from '../media/stream-video.tsx'
import { roomName } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { CONTROLS, LOBBY } from '../words/rooms.ts'
import type { Lobby } from './lobby.ts'
import { MicrophoneLevel } from './microphone-level.tsx'

interface LobbyViewProps {
  readonly session: Session
  /** `room@domain` */
  readonly uri: string
}

/** The door of a room: how one looks there, what others will hear and see, and the way in. */
export function LobbyView({ session, uri }: LobbyViewProps) {
  const { rooms } = session
  useEffect(() => {
    rooms.approach(uri)
    return () => rooms.turnBack()
  }, [rooms, uri])
  const lobby = rooms.lobby.value
  if (lobby === null || lobby.uri !== uri) return null
  return (
    <section
      aria-label={LOBBY.label}
      data-testid="lobby"
      data-room={uri}
      class="flex min-h-0 grow flex-col overflow-y-auto p-4 sm:p-8"
    >
      <div class="m-auto flex w-full max-w-xl flex-col gap-4">
        <div class="text-center">
          <p class="text-slate-500 dark:text-slate-400">{LOBBY.ready}</p>
          <h2 class="truncate text-2xl font-semibold" title={uri}>
            <bdi>{roomName(uri, session.roomDomain.value)}</bdi>
          </h2>
        </div>
        <Preview lobby={lobby} session={session} />
        <Entrance lobby={lobby} session={session} />
      </div>
    </section>
  )
}

function Preview({ lobby, session }: { lobby: Lobby; session: Session }) {
  const { media } = lobby
  const picture = media.picture.value
  const sound = media.sound.value
  const account = session.account.value
  const address = account?.address ?? ''
  const name = account === null || account.displayName === '' ? address : account.displayName
  return (
    <div class="relative aspect-video w-full overflow-hidden rounded-2xl bg-slate-800 text-white shadow-lg dark:bg-slate-950">
      {picture === null ? (
        <div class="grid size-full place-items-center content-center gap-3 p-4 pb-16 text-center">
          <Avatar name={name} address={address} className="size-16 text-2xl sm:size-20 sm:text-3xl" />
          <p role="status" class="text-sm text-slate-300 sm:text-base">
            {media.busy.value ? LOBBY.asking : media.microphone.value ? LOBBY.noPicture : LOBBY.listening}
          </p>
        </div>
      ) : (
        <StreamVideo stream={picture} own label={LOBBY.preview} className="size-full object-cover" testId="lobby-preview" />
      )}
      <div class="absolute inset-x-0 bottom-0 flex items-center justify-center gap-3 bg-linear-to-t from-black/60 to-transparent p-3 pt-8">
        <RoundButton
          label={media.microphone.value ? CONTROLS.microphoneOff : CONTROLS.microphoneOn}
          icon={media.microphone.value ? 'mic' : 'mic-off'}
          pressed={!media.microphone.value}
          disabled={media.busy.value}
          onClick={() => void lobby.toggleMicrophone()}
          testId="lobby-microphone"
        />
        <RoundButton
          label={media.camera.value ? CONTROLS.cameraOff : CONTROLS.cameraOn}
          icon={media.camera.value ? 'video' : 'video-off'}
          pressed={!media.camera.value}
          disabled={media.busy.value}
          onClick={() => void lobby.toggleCamera()}
          testId="lobby-camera"
        />
      </div>
      {sound !== null && media.microphone.value && (
        <div class="absolute top-3 right-3">
          <MicrophoneLevel stream={sound} />
        </div>
      )}
    </div>
  )
}

function Entrance({ lobby, session }: { lobby: Lobby; session: Session }) {
  const { rooms } = session
  const { media } = lobby
  const choosing = useSignal(false)
  const domain = session.roomDomain.value
  const current = rooms.current.value
  const leaves = current !== null && current.uri !== lobby.uri && current.state.value.kind !== 'terminated' ? current : null
  const silent = !media.microphone.value && !media.camera.value
  const waiting = session.server.value !== 'ready'
  return (
    <div class="flex flex-col gap-4">
      {media.problem.value !== null && (
        <Alert
          testId="lobby-problem"
          onDismiss={() => {
            media.problem.value = null
          }}
        >
          {media.problem.value}
        </Alert>
      )}
      {rooms.problem.value !== null && (
        <Alert testId="room-join-problem" onDismiss={() => rooms.dismissProblem()}>
          {rooms.problem.value}
        </Alert>
      )}
      {leaves !== null && (
        <p class="rounded-xl bg-amber-100 px-4 py-2.5 text-amber-950 dark:bg-amber-950 dark:text-amber-100">
          {LOBBY.leavesOther(roomName(leaves.uri, domain))}
        </p>
      )}
      <div class="grid grid-cols-2 gap-3">
        <Button
          colour="primary"
          icon={silent ? 'headphones' : 'people'}
          disabled={media.busy.value || waiting}
          onClick={() => void rooms.join(session.config.value.videoCodec === 'vp8')}
          testId="lobby-join"
        >
          {waiting ? LOBBY.connecting : silent ? LOBBY.listenOnly : LOBBY.join}
        </Button>
        <Button onClick={() => session.go({ kind: 'rooms' })} testId="lobby-close">
          {LOBBY.close}
        </Button>
      </div>
      <details
        open={choosing.value}
        onToggle={(event) => {
          choosing.value = event.currentTarget.open
        }}
      >
        <summary class="flex min-h-11 cursor-pointer items-center gap-1 text-sm font-medium" data-testid="lobby-devices">
          {LOBBY.devices}
          <Icon name="minimize" className={`size-5 ${choosing.value ? 'rotate-180' : ''}`} />
        </summary>
        <div class="flex flex-col gap-3 pt-1">{choosing.value && <DeviceFields choice={rooms.devices.choice} />}</div>
      </details>
    </div>
  )
}
