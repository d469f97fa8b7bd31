import * as z from 'zod/mini'
import { account } from './account.ts'
import { accountEvent, request } from './envelope.ts'
import { field } from './model.ts'
import { line, MAX_LINE_LENGTH } from './text.ts'

export const accountRegisterRequest = request(
  'account-register',
  'AccountRegisterRequest',
  {
    description: 'Registers an account, so that it can be called and may use messages and the address book.',
    effect: '`registration-state` events: `registering`, then `registered` or `failed`. Refreshes are silent.',
    errors: ['Unknown account specified for register: <account>', 'DNS lookup error: <detail>'],
  },
  { account },
)

export const accountUnregisterRequest = request(
  'account-unregister',
  'AccountUnregisterRequest',
  {
    description: "Ends an account's registration.",
    effect: "The SIP binding and this device's push token are removed. No event follows.",
    errors: ['Unknown account specified for unregister: <account>'],
  },
  { account },
)

/** Push tokens travel as parameters of a Contact URI: bounded by what registrars store. */
const MAX_TOKEN_LENGTH = 4096

export const accountDeviceTokenRequest = request(
  'account-devicetoken',
  'AccountDeviceTokenRequest',
  {
    description: 'Tells how to wake this device. Sent before `account-register`.',
    effect:
      'The next REGISTER carries the token in its Contact; once registered, messages for the account are pushed to the device.',
    errors: ['Unknown account specified for token: <account>'],
  },
  {
    account,
    token: field(line(0, MAX_TOKEN_LENGTH), 'iOS: `<voip token>-<apns token>`; Android: the FCM token.'),
    platform: field(line(0, MAX_LINE_LENGTH), '`ios` or `android`.'),
    device: field(line(0, MAX_LINE_LENGTH), 'A name for the device that stays the same.'),
    silent: field(z.boolean(), 'Handed to the push server, as `pn-silent`.'),
    app: field(line(0, MAX_LINE_LENGTH), 'Bundle id of the app.'),
  },
)

const registrationProgressEvent = accountEvent(
  'registration-state',
  'RegistrationStateEvent',
  { description: 'A registration is under way, or stands. Sent on change only.' },
  { state: z.enum(['registering', 'registered']) },
)

const registrationFailedEvent = accountEvent(
  'registration-state',
  'RegistrationFailedEvent',
  { description: 'A registration failed. Sent on change only.' },
  {
    state: z.literal('failed'),
    reason: field(z.string(), '`<code> <phrase>`; 904 when the password is wrong.'),
  },
)

/** Answers `account-register`, and tells of a registration that was lost. */
export const registrationStateEvent = z.discriminatedUnion('state', [registrationProgressEvent, registrationFailedEvent])
export type RegistrationStateEvent = z.infer<typeof registrationStateEvent>
