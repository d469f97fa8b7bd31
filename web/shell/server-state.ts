/** Whether there is a connection to the server; `away` from the first attempt that failed until one succeeds. */
export type ServerState = 'connecting' | 'ready' | 'away'
