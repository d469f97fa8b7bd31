import type { Party } from '../call.ts'

/** Who somebody is: an address, and a name where there is one. */
export class Identity {
  readonly #uri: string
  readonly #displayName: string

  constructor({ uri, displayName }: Party) {
    this.#uri = uri
    this.#displayName = displayName
  }

  /** `user@domain` */
  get uri(): string {
    return this.#uri
  }

  /** `''` when unknown. */
  get displayName(): string {
    return this.#displayName
  }

  /** `Bob <bob@example.com>`, or the address alone where there is no name. */
  toString(): string {
    return this.#displayName === '' ? this.#uri : `${this.#displayName} <${this.#uri}>`
  }

  toJSON(): Party {
    return { uri: this.#uri, displayName: this.#displayName }
  }
}

/** The same of what the gateway says. */
export function identityOf({
  uri,
  display_name: displayName,
}: {
  readonly uri: string
  readonly display_name: string
}): Identity {
  return new Identity({ uri, displayName })
}
