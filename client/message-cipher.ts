import type { Message } from './message.ts'

/** What is known of who wrote an encrypted message. */
export type Signature =
  | 'signed-by-sender' // with the key that is known for whoever it comes from
  | 'unsigned' // nothing says who wrote it: what sylkrtc.js and its React Native twin send
  | 'unknown-signer' // with another key than the one known for whoever it comes from, or none is known
  | 'bad-signature' // by the right key, but of something else

/** Why an encrypted message cannot be shown. It may be opened again later: a key may have come meanwhile. */
export type Unreadable =
  | 'no-private-key' // this device has no private key of the account
  | 'other-key' // it was encrypted to other keys than those this device has
  | 'damaged' // it is no whole OpenPGP message, or was changed on its way
  | 'too-large' // more than a message may be, as it is or when decompressed
  | 'not-loaded' // what decrypts could not be loaded

/** How a message came. Which of them it is, is a state of the message; opening never fails otherwise. */
export type Protection =
  | { readonly kind: 'clear' }
  | { readonly kind: 'encrypted'; readonly signature: Signature }
  | { readonly kind: 'unreadable'; readonly reason: Unreadable }

export interface OpenedMessage {
  /** The text to show and search; `''` where it is unreadable. */
  readonly content: string
  readonly protection: Protection
}

/** Why something must not go out without the user having decided. */
export type SealRefusal =
  | 'key-changed' // the contact has another key than before; `Encryption.acceptKey` takes it
  | 'no-private-key' // messages with this contact are encrypted, and this device cannot: it has no private key of the account
  | 'no-key' // messages with this contact are encrypted, and no key of the contact's that can be used is known any more

export type SealedMessage =
  | { readonly kind: 'encrypted'; readonly content: string }
  /** As it was given: the contact has no key, the user allows it in clear, or its type is never encrypted. */
  | { readonly kind: 'clear'; readonly content: string }
  /** Not to be sent: the message has failed, and may be sent again once the user has decided. */
  | { readonly kind: 'refused'; readonly reason: SealRefusal }

/**
 * What stands between messages as people write and read them and as they travel. `Encryption` is one; without any, messages
 * travel as they are. Pieces of long messages are cut before `seal`, and put together after `open`, each being sealed on its own
 * (sylkrtc-protocol.md §5.5).
 */
export interface MessageCipher {
  /**
   * What to send, decided right before it is sent: not to be kept, as keys change.
   * Rejects with a RequestFailure where the gateway had to be asked for a key and could not be: to be tried again like any request.
   * @param contact `user@domain`
   */
  seal(contact: string, contentType: string, content: string): Promise<SealedMessage>

  /** What a message says, `message` being as it travelled, whichever device of either party sent it. Never rejects. */
  open(message: Pick<Message, 'contact' | 'direction' | 'contentType' | 'content'>): Promise<OpenedMessage>

  /** Calls `listener` whenever messages that were unreadable may be opened now; the returned function ends that. */
  onKeys(listener: () => void): () => void
}
