/** A client as the rules and applications see it: a road for messages, whatever carries them. */
export interface ClientChannel<Message> {
  /** For the log: an id of the connection, and the address the client comes from. */
  readonly id: string
  readonly address: string
  send(message: Message): void
  /** Ends the connection; `reason` is at most 123 bytes of UTF-8 (RFC 6455 §5.5). */
  close(code: number, reason: string): void
}

/** What an application holds of one client. */
export interface ClientConversation<Request> {
  /** `bytes`: what the request took on its way here, and takes again while it waits. */
  receive(request: Request, bytes: number): void
  /** The channel is gone; nothing can be sent any more. Called once. */
  closed(): void
}

/** An application that serves clients; the edge that accepts them is handed one. */
export interface ClientApplication<Request, Message> {
  connect(channel: ClientChannel<Message>): ClientConversation<Request>
}
