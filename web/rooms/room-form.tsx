import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { readRoom } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'

/** Which room to join, and how. */
export function RoomForm({ session }: { session: Session }) {
  const error = useSignal<string | null>(null)
  const { rooms } = session
  const domain = session.roomDomain.value
  const capturing = rooms.capturing.value
  const unable = capturing || session.server.value !== 'ready'

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    const room = readRoom(String(new FormData(form).get('room') ?? ''), domain)
    error.value = room === null ? 'The name of a room has letters, digits and dashes.' : null
    const audio = event.submitter?.getAttribute('value') === 'audio'
    if (room !== null) void rooms.join(room, audio ? 'audio' : 'video')
  }

  return (
    <form
      onSubmit={submit}
      data-testid="room-form"
      class="flex flex-col gap-3 rounded-2xl bg-white p-4 shadow-sm ring-1 ring-slate-200 sm:p-5 dark:bg-slate-800 dark:ring-slate-700"
    >
      <Field
        name="room"
        label="Meet in a room"
        autocomplete="off"
        placeholder="name of the room"
        hint="Whoever joins a room of the same name is there with you."
        error={error.value}
        required
        testId="room-uri"
      />
      <div class="grid grid-cols-2 gap-3">
        <Button type="submit" colour="primary" icon="people" value="video" disabled={unable} testId="room-join">
          Join
        </Button>
        <Button type="submit" icon="mic" value="audio" disabled={unable} testId="room-join-audio">
          Audio only
        </Button>
      </div>
      <p role="status" class="text-sm text-slate-500 empty:hidden dark:text-slate-400">
        {capturing ? 'If the browser asks, allow it to use the microphone and the camera.' : ''}
      </p>
    </form>
  )
}
