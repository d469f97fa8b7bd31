import type { PushToken } from './push-tokens.ts'

/** What operators may look at and change while the server runs; the edge that serves them is handed it. */
export interface AdminApplication {
  /**
   * Whether somebody at `address` who sends this Authorization header may. `wait`: too many from there have guessed.
   * Takes a time that tells nothing of the secret.
   */
  admits(authorization: string | undefined, address: string): 'yes' | 'no' | 'wait'
  tokens(account: string): Promise<readonly PushToken[]>
  /** `token`: the token itself, that for the background, or `<app>-<device>`. Resolves with false where there is none. */
  removeToken(account: string, token: string): Promise<boolean>
}
