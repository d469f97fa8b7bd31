/** A request to a server that the operator has named. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** May hold a user and a password, which are sent as RFC 7617 says. */
  readonly url: string
  /** Text of the JSON to send; null for no body. */
  readonly json: string | null
}

export interface HttpAnswer {
  readonly status: number
  /** Null where there was more of it than anybody wants to read. */
  readonly body: string | null
}

/** Asks HTTP servers. Redirections are answers like others: whom we talk to is the operator's choice. */
export interface HttpClient {
  /** Rejects with Refusal: `backend-away` where there is no connection, or it broke; `backend-timeout` where there is no whole answer in time. */
  send(request: HttpRequest): Promise<HttpAnswer>
}
