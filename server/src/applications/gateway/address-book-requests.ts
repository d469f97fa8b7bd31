import { accountKey } from '../../core/devices.ts'
import { addressBookChange } from './address-book-words.ts'
import type { RequestHandlers } from './request-handlers.ts'

/**
 * Address books (sylkrtc-protocol §9). They may be kept elsewhere: what is asked is acknowledged at once, and what came of it told when it is known, so that
 * nothing else of the connection waits.
 */
export const addressBookRequests: RequestHandlers<'account-fetch-addressbook' | 'account-update-addressbook'> = {
  'account-fetch-addressbook': ({ connection, addressBooks }, { account }) => {
    const device = connection.authenticated(account)
    void addressBooks.fetch(accountKey(account)).then((book) => {
      // Without an answer clients keep what they have; an empty book would take that away.
      if (book) device.tell({ kind: 'address-book', book })
    })
  },

  'account-update-addressbook': ({ connection, messaging, addressBooks }, request) => {
    const device = connection.authenticated(request.account)
    void addressBooks.change(accountKey(request.account), addressBookChange(request)).then((report) => {
      const event = { kind: 'address-book-report', report } as const
      if (report.kind === 'updated') messaging.devices.tell(request.account, event)
      else device.tell(event)
    })
  },
}
