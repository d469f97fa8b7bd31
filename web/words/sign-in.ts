export const SIGN_IN = {
  title: 'Sign in',
  hint: 'With your SIP account, to call, to write and to be called.',
  account: 'Account',
  placeholder: 'name@example.com',
  password: 'Password',
  name: 'Your name',
  nameHint: 'Shown to those you call. You may leave it empty.',
  remember: 'Stay signed in on this device',
  rememberHint: 'Not on a device that others use: whoever opens this browser is signed in as you.',
  submit: 'Sign in',
  busy: 'Signing in…',
  tryingAgain: 'Trying again…',
  badAddress: 'An account looks like name@example.com.',
  help: 'Help',
  again: 'Sign in again',
} as const

export const GUEST = {
  title: 'Continue as a guest',
  hint: 'No account needed: you can call and join rooms, and nobody can call you.',
  name: 'Your name',
  namePlaceholder: 'What others see',
  nameMissing: 'Others want to know who you are.',
  submit: 'Continue as a guest',
  join: 'Join as a guest',
  call: 'Continue to the call',
  busy: 'One moment…',
  instead: 'I have an account',
  insteadOfAccount: 'Continue without an account',
} as const

/** What a link leads to. */
export const invitedToRoom = (room: string): string => `You are invited to the room ${room}`
export const aboutToCall = (uri: string): string => `You are about to call ${uri}`
