import type { Dialog } from './dialog.ts'
import type { DialogPlace } from './event/dialog-usage.ts'
import type { SessionDialog } from './session-dialog.ts'

/**
 * The dialog of an INVITE session as its other usages have it (RFC 5057): for them it goes on when the session is over, with the same CSeq numbers, and then
 * they see to the order of the peer's requests themselves.
 */
export class SessionPlace implements DialogPlace {
  readonly #core: SessionDialog

  constructor(core: SessionDialog) {
    this.#core = core
  }

  get shared(): boolean {
    return !this.#core.over
  }

  get dialog(): Dialog {
    const { dialog } = this.#core
    return dialog.phase === 'ended' ? { ...dialog, phase: 'confirmed' } : dialog
  }

  set dialog(dialog: Dialog) {
    this.#core.dialog = { ...dialog, phase: this.#core.dialog.phase }
  }
}
