/*
 * XMPP as applications see it: stanzas to and from other domains (RFC 6120 §10). Streams, who may speak for which domain, and how long something may wait
 * are the edge's. The types are those of protocols/xmpp; ports know no protocol.
 */

/** An element; it says its namespace itself, and children are elements and text. */
export interface XmppElement {
  readonly name: string
  readonly namespace: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (XmppElement | string)[]
}

/** Sends to other XMPP domains. */
export interface XmppRouter {
  /**
   * Sends a stanza from an address of a domain of ours to one of another, after those before it of the same two domains. What cannot be delivered comes back as
   * an error, from whom it was to, as if its server had said so: nothing is lost without a word but what is an error itself, or a presence. Resolves with true
   * once it is with the other server, who has acknowledged it where servers do that (XEP-0198), with false once it has come back. Never rejects.
   */
  send(stanza: XmppElement): Promise<boolean>
}

/** Takes what is sent to the domains that it serves. */
export interface XmppApplication {
  /** In their one form (RFC 7622 §3.2). */
  readonly domains: readonly string[]
  /**
   * A stanza to one of the domains, from an address of a domain that its sender has proved to be; those of the same two domains come in order. Never throws for
   * what is in it; what it throws is a defect and is answered internal-server-error. Where it returns a promise, which never rejects, the stanza may be
   * acknowledged to the other server once that resolves: what is acknowledged is on disk.
   */
  received(stanza: XmppElement): Promise<void> | void
}
