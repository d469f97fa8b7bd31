import { Emitter } from '../emitter.ts'
import { armoredBlock } from './armor.ts'
import type { KeyArchive } from './key-archive.ts'
import { KeyPair } from './key-pair.ts'
import { loadOpenPgp } from './openpgp.ts'
import { readPublicKey } from './public-key.ts'

/** Keys that were in use before the present one, and are kept so that old messages can be read. */
const MOST_FORMER = 8

/** Which key of the account the gateway gives to others. */
export type Published =
  | 'unknown' // not asked yet in this session
  | 'none'
  | 'ours' // the one that this device uses
  | 'other' // one whose private half is on another device, or nowhere any more

/** How far this device is with the account's encryption. */
export type OwnKeysState =
  /** No private key. `published` `other`: another device has it, and can hand it over; `none`: it is time to make one. */
  | { readonly kind: 'absent'; readonly published: Published }
  /** `published` `other`: contacts write to another device's key; that one is to be handed over here, or this one published. */
  | { readonly kind: 'ready'; readonly fingerprint: string; readonly published: Published }

interface OwnKeysEvents {
  state: OwnKeysState
  /** Another pair is in use. */
  pair: KeyPair
  /** Something could not be kept. It is there until the page goes. */
  error: unknown
}

/** The key pairs of the account on this device. */
export class OwnKeys extends Emitter<OwnKeysEvents> {
  readonly #archive: KeyArchive
  #pairs: readonly KeyPair[]
  #published: Published = 'unknown'

  private constructor(archive: KeyArchive, pairs: readonly KeyPair[]) {
    super()
    this.#archive = archive
    this.#pairs = pairs
  }

  /** Rejects where the archive cannot be read, or OpenPGP not loaded. What it holds that is no key any more is left out. */
  static async open(archive: KeyArchive): Promise<OwnKeys> {
    return new OwnKeys(archive, await readPairs(archive))
  }

  get state(): OwnKeysState {
    const { current } = this
    if (current === null) return { kind: 'absent', published: this.#published }
    return { kind: 'ready', fingerprint: current.fingerprint, published: this.#published }
  }

  /** The pair in use; null where this device has none. */
  get current(): KeyPair | null {
    return this.#pairs[0] ?? null
  }

  /** The pair in use, then those before it. */
  get all(): readonly KeyPair[] {
    return this.#pairs
  }

  /** Uses a pair from now on; those before it still read what was encrypted to them. */
  use(pair: KeyPair): void {
    if (pair.fingerprint === this.current?.fingerprint) return
    const former = this.#pairs.filter(({ fingerprint }) => fingerprint !== pair.fingerprint).slice(0, MOST_FORMER)
    this.#pairs = [pair, ...former]
    const kept = this.#archive.keepOwn(this.#pairs.map(({ privateArmored }) => privateArmored))
    kept.catch((error: unknown) => this.emit('error', error))
    this.#published = 'unknown'
    this.emit('state', this.state)
    this.emit('pair', pair)
  }

  /** What the gateway gives to others now. @param armored null for nothing, undefined where that is not known any more */
  async notePublished(armored: string | null | undefined): Promise<void> {
    let found: Published = armored === undefined ? 'unknown' : 'none'
    if (armored != null) {
      found = await this.#whose(armored)
      if (found === 'other' && (await this.#readAgain())) found = await this.#whose(armored)
    }
    if (found === this.#published) return
    this.#published = found
    this.emit('state', this.state)
  }

  /** Another page on this device may have made a key, or taken one over. Resolves with whether it has. */
  async #readAgain(): Promise<boolean> {
    const pairs = await readPairs(this.#archive).catch(() => [])
    const [first] = pairs
    if (first === undefined || first.fingerprint === this.current?.fingerprint) return false
    this.#pairs = pairs
    this.#published = 'unknown'
    this.emit('state', this.state)
    this.emit('pair', first)
    return true
  }

  /** A published key that cannot be read is of no use to contacts, and to be replaced. */
  async #whose(armored: string): Promise<Published> {
    // Without keys here there is nothing to compare, and no need of OpenPGP.
    if (this.current === null) return armoredBlock(armored, 'PUBLIC KEY BLOCK') === null ? 'none' : 'other'
    const key = await readPublicKey(armored).catch(() => null)
    if (key === null) return 'none'
    return key.fingerprint === this.current.fingerprint ? 'ours' : 'other'
  }
}

/** Keys that merely cannot be read now must not pass for none: what is made next would take their place. */
async function readPairs(archive: KeyArchive): Promise<readonly KeyPair[]> {
  const kept = await archive.own()
  if (kept.length > 0) await loadOpenPgp()
  const read = await Promise.allSettled(kept.map((armored) => KeyPair.read(armored)))
  return read.flatMap((pair) => (pair.status === 'fulfilled' ? [pair.value] : []))
}
