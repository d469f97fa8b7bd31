import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { readRoom } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { ROOM_LIST } from '../words/rooms.ts'

/** Which room to go to. */
export function RoomForm({ session }: { session: Session }) {
  const error = useSignal<string | null>(null)
  const domain = session.roomDomain.value

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    const room = readRoom(String(new FormData(form).get('room') ?? ''), domain)
    error.value = room === null ? ROOM_LIST.badName : null
    if (room === null) return
    form.reset()
    session.go({ kind: 'room', room })
  }

  return (
    <form onSubmit={submit} data-testid="room-form" class="flex flex-col gap-3">
      <Field
        name="room"
        label={ROOM_LIST.label}
        autocomplete="off"
        placeholder={ROOM_LIST.placeholder}
        hint={ROOM_LIST.hint}
        error={error.value}
        required
        testId="room-uri"
      />
      <Button type="submit" colour="primary" icon="people" testId="room-join">
        {ROOM_LIST.join}
      </Button>
    </form>
  )
}
