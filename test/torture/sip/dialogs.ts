import { type Dialog, type DialogBirth, dialogFields, dialogOfClient, dialogOfServer } from '../../../protocols/sip/dialog.ts'
import type { SipHeaderField, SipRequest, SipResponse } from '../../../protocols/sip/message.ts'
import { request, response } from './messages.ts'

export const contact = (uri: string): SipHeaderField => ({ name: 'Contact', value: `<${uri}>` })
export const recordRoute = (...routes: string[]): SipHeaderField[] => routes.map((value) => ({ name: 'Record-Route', value }))

export const ROUTES = ['<sip:near-bob.example;lr>', '<sip:near-alice.example;lr>']

/** Alice's INVITE as it reaches Bob, over two proxies that stay on the way. */
export const invite: SipRequest = request('INVITE', {
  cseq: 10,
  more: [...recordRoute(...ROUTES), contact('sip:alice@pc.example')],
})

/** Bob's answer of that status to it. */
export function answer(status: number, toTag = 'b1'): SipResponse {
  const plain = response(invite, status, toTag)
  return { ...plain, headers: [...plain.headers, ...dialogFields(invite, 'sip:bob@desk.example')] }
}

/** What Alice and Bob remember after an answer of that status. */
export function pairOf(status: number): { readonly alice: Dialog; readonly bob: Dialog } {
  return {
    alice: dialogIn(dialogOfClient(invite, answer(status), false)),
    bob: dialogIn(dialogOfServer(invite, answer(status), false)),
  }
}

export function dialogIn(birth: DialogBirth): Dialog {
  if (birth.dialog === null) throw new Error(`no dialog: ${birth.flaw}`)
  return birth.dialog
}
