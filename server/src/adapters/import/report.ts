/** What there is to be taken over. */
export type ImportedKind = 'account' | 'message' | 'message id' | 'public key' | 'API token' | 'push token' | 'contact'

/** Reasons that are told apart; a file that is all wrong would give one for each of its lines. */
const MOST_REASONS = 1000

/** What became of everything that was found. */
export class ImportReport {
  readonly #taken = new Map<ImportedKind, number>()
  readonly #known = new Map<ImportedKind, number>()
  readonly #skipped = new Map<string, number>()
  readonly #remarks: string[] = []

  taken(kind: ImportedKind): void {
    this.#taken.set(kind, (this.#taken.get(kind) ?? 0) + 1)
  }

  /** It is there already, from an earlier import or from the server itself. */
  known(kind: ImportedKind): void {
    this.#known.set(kind, (this.#known.get(kind) ?? 0) + 1)
  }

  /** `file` as in the directory; neither it nor `reason` holds anything of a message, or a token. */
  skipped(file: string, reason: string): void {
    const line = `${file}: ${reason}`
    const key = this.#skipped.has(line) || this.#skipped.size < MOST_REASONS ? line : 'more, for further reasons'
    this.#skipped.set(key, (this.#skipped.get(key) ?? 0) + 1)
  }

  remark(text: string): void {
    this.#remarks.push(text)
  }

  get summary(): {
    readonly taken: ReadonlyMap<ImportedKind, number>
    readonly known: ReadonlyMap<ImportedKind, number>
    /** Where and why, and how many. */
    readonly skipped: ReadonlyMap<string, number>
    readonly remarks: readonly string[]
  } {
    return { taken: this.#taken, known: this.#known, skipped: this.#skipped, remarks: this.#remarks }
  }
}
