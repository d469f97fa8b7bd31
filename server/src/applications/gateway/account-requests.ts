import type { RequestHandlers } from './request-handlers.ts'

/** Adding and removing accounts, registering them, and the device a client runs on (sylkrtc-protocol §2.2). */
export const accountRequests: RequestHandlers<
  'account-add' | 'account-remove' | 'account-register' | 'account-unregister' | 'account-devicetoken'
> = {
  'account-add': ({ connection }, request) =>
    connection.addAccount({
      address: request.account,
      password: request.password,
      displayName: request.display_name ?? null,
      userAgent: request.user_agent ?? null,
      headerPrefixes: request.incoming_header_prefixes ?? [],
      composingIndications: request.composing_indications ?? false,
    }),

  'account-remove': ({ connection }, request) => connection.removeAccount(request.account),

  'account-register': ({ connection }, request) => connection.account(request.account, 'register').register(),

  'account-unregister': async ({ connection }, request) => {
    const account = connection.account(request.account, 'unregister')
    await account.unregister()
    await account.forgetDevice()
  },

  'account-devicetoken': ({ connection }, { account, token, platform, device, silent, app }) =>
    connection.account(account, 'token').setDevice({ token, platform, device, silent, app }),
}
