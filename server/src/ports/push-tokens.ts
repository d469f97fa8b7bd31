/** One app on one device, as the push server addresses it (sylkrtc-protocol §8.1). */
export interface PushToken {
  readonly appId: string
  readonly deviceId: string
  readonly platform: string
  readonly silent: boolean
  readonly userAgent: string
  readonly token: string
  /** Null where the platform has but one. */
  readonly backgroundToken: string | null
}

export interface PushTokens {
  /** Replaces that of the same app on the same device. */
  put(account: string, token: PushToken): Promise<void>
  all(account: string): Promise<readonly PushToken[]>
  /** That of one app on one device, and where `token` is given only while it is still that one. Resolves with false where there was none. */
  remove(
    account: string,
    device: { readonly appId: string; readonly deviceId: string; readonly token?: string },
  ): Promise<boolean>
  /** Resolves with how many that were. */
  removeAll(account: string): Promise<number>
}
