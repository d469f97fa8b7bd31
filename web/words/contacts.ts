/** Somebody in the address book. */
export const CONTACT = {
  add: 'Add contact',
  edit: 'Edit contact',
  name: 'Name',
  address: 'Address',
  favourite: 'Favourite: show before all others',
  save: 'Save',
  saving: 'Saving…',
  cancel: 'Cancel',
  wrongAddress: 'Enter an address such as name@example.com, or a number.',
  noName: 'Enter a name.',
} as const

/** Why the address book stayed as it was. @param reason what was said of it; `""` where nothing was */
export const contactFailure = (reason: string): string =>
  reason === ''
    ? 'The address book could not be changed. Try again when you are online.'
    : `The address book could not be changed: ${reason}`
