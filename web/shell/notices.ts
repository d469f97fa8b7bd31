import { effect, untracked } from '@preact/signals'
import { type Notice, noticesOf } from './notice.ts'
import type { Session } from './session.ts'

/** Where notices are shown. */
export interface NoticeBoard {
  show(notice: Notice): void
  withdraw(tag: string): void
}

/** What has been told, so that everything is told once, and taken back when it has passed or was seen. */
export class Notices {
  readonly #board: NoticeBoard
  /** Versions by tag: of what was shown, and of what was there while the page was seen. */
  #known = new Map<string, string>()
  readonly #shown = new Set<string>()

  constructor(board: NoticeBoard) {
    this.#board = board
  }

  /**
   * @param due all there is to know of now
   * @param seen whether it is in sight anyway, or nothing is to be told
   */
  update(due: readonly Notice[], seen: boolean): void {
    const tags = new Set(due.map(({ tag }) => tag))
    for (const tag of this.#shown) {
      if (!seen && tags.has(tag)) continue
      this.#shown.delete(tag)
      this.#board.withdraw(tag)
    }
    const before = this.#known
    this.#known = new Map(due.map(({ tag, version }) => [tag, version]))
    if (seen) return
    for (const notice of due) {
      if (before.get(notice.tag) === notice.version) continue
      this.#shown.add(notice.tag)
      this.#board.show(notice)
    }
  }
}

/** Tells of what happens while the page is hidden, if its user wants that. */
export function followNotices(session: Session, board: NoticeBoard): void {
  const notices = new Notices(board)
  effect(() => {
    const due = noticesOf(session)
    // What was there before the page has read it all is no news.
    const seen =
      session.visible.value || session.preferences.notifying.value !== 'on' || session.chat.value?.loading.value === true
    untracked(() => notices.update(due, seen))
  })
}
