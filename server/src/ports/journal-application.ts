/** What somebody who asks for a journal gets: the answer's JSON, or why there is none. `wait`: too many from there have guessed. */
export type HistoryAnswer =
  | { readonly granted: true; readonly json: string }
  | { readonly granted: false; readonly why: 'unauthorized' | 'wait' }

/** An application that gives out journals; the edge that speaks HTTP is handed one. */
export interface JournalApplication {
  /**
   * The page of an account's journal behind the message `after`, or the first one (sylkrtc-protocol §6.3). `account` and `after` are as the client wrote them;
   * `address` is where it is. Rejects with Refusal where the journal cannot be read.
   */
  history(account: string, after: string | null, authorization: string | undefined, address: string): Promise<HistoryAnswer>
}
