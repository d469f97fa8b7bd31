import { Button } from '../controls/button.tsx'
import { ROOM } from '../words/rooms.ts'

/** What to do in a room in which nobody else is yet. */
export function RoomAlone({ onShare, onInvite }: { onShare: () => void; onInvite: () => void }) {
  return (
    <div
      class="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 rounded-xl bg-white/10 px-4 py-3 text-center"
      data-testid="room-alone"
    >
      <p>
        <span class="font-medium">{ROOM.alone}</span> <span class="text-slate-300">{ROOM.aloneHint}</span>
      </p>
      <div class="flex flex-wrap justify-center gap-2">
        <Button icon="share" onClick={onShare} testId="room-alone-share">
          {ROOM.shareLink}
        </Button>
        <Button icon="add-person" onClick={onInvite} testId="room-alone-invite">
          {ROOM.invite}
        </Button>
      </div>
    </div>
  )
}
