import * as z from 'zod/mini'
import { aor } from './aor.ts'
import { request } from './envelope.ts'
import { headerName } from './header.ts'
import { distinct } from './list.ts'
import { field } from './model.ts'
import { displayName, line, MAX_LINE_LENGTH, text } from './text.ts'

/** The account a request is about, as it was added. */
export const account = field(aor, 'The account, exactly as it was added.')

export const accountAddRequest = request(
  'account-add',
  'AccountAddRequest',
  {
    description: 'Makes an account usable on this connection. Guests need nothing more to call and to join rooms.',
    effect: 'None outside this connection: no SIP traffic, and the password is not checked before `account-register`.',
    errors: ['Account <account> already added', 'SIP domain not allowed: <domain>'],
  },
  {
    account: field(aor, 'The AOR: key of everything else. Echoed in events exactly as sent here, without `sip:`.'),
    password: field(
      text(1, 9999),
      'HA1 in lower-case hex, `md5(user:realm:password)`, or the clear password where the domain checks it elsewhere.',
    ),
    display_name: field(z.nullish(displayName), 'Name that others are shown. Quotation marks and spaces around it are dropped.'),
    user_agent: field(z.nullish(line(0, MAX_LINE_LENGTH)), "The SIP User-Agent of this account's requests."),
    incoming_header_prefixes: field(
      z.nullish(distinct(headerName, 32, 1000)),
      'SIP headers whose names begin with one of these come up in `incoming-session` and `accepted`.',
    ),
    composing_indications: field(
      z.nullish(z.boolean()),
      'Whether to tell who is writing to the account: `composing-indication`.',
    ),
  },
)

export const accountRemoveRequest = request(
  'account-remove',
  'AccountRemoveRequest',
  {
    description: 'Takes an account off this connection.',
    effect: 'Its registration ends and its running calls are hung up. Push tokens stay.',
    errors: ['Unknown account specified for remove: <account>'],
  },
  { account },
)
