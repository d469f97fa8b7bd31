import { type ContactKey, unknownContact } from '@weft/client/pgp/contact-key'
import type { KeyArchive } from '@weft/client/pgp/key-archive'

/** Opens the archive of an account: what one has kept, the next one has. */
export type OpenKeyArchive = (account: string) => Promise<KeyArchive>

const bob: ContactKey = { ...unknownContact('bob@example.com'), key: { armored: 'armour', fingerprint: '11' } }
const carol: ContactKey = unknownContact('carol@example.com')

function same(is: unknown, wanted: unknown): void {
  const [one, other] = [JSON.stringify(is), JSON.stringify(wanted)]
  if (one !== other) throw new Error(`${one} instead of ${other}`)
}

/** What every archive of keys owes; each rejects where it does not. */
export const KEY_ARCHIVE_CONTRACT: Readonly<Record<string, (open: OpenKeyArchive) => Promise<void>>> = {
  'nothing is there to begin with': async (open) => {
    const archive = await open('new@example.com')
    same(await archive.own(), [])
    same(await archive.contacts(), [])
  },
  'private keys are kept in their order, instead of those before': async (open) => {
    const archive = await open('own@example.com')
    await archive.keepOwn(['first'])
    await archive.keepOwn(['second', 'first'])
    same(await archive.own(), ['second', 'first'])
    same(await (await open('own@example.com')).own(), ['second', 'first'])
  },
  'a contact is kept instead of what was known before': async (open) => {
    const archive = await open('contacts@example.com')
    await archive.keepContact(bob)
    await archive.keepContact(carol)
    const encrypting = { ...bob, encrypts: true }
    await archive.keepContact(encrypting)
    const kept = await (await open('contacts@example.com')).contacts()
    same(
      [...kept].sort((one, other) => one.contact.localeCompare(other.contact)),
      [encrypting, carol],
    )
  },
  'accounts know nothing of each other': async (open) => {
    const [alice, other] = [await open('one@example.com'), await open('other@example.com')]
    await alice.keepOwn(['secret'])
    await alice.keepContact(bob)
    same(await other.own(), [])
    same(await other.contacts(), [])
  },
  'all is gone once it is to be forgotten, and there is room for more': async (open) => {
    const archive = await open('gone@example.com')
    await archive.keepOwn(['secret'])
    await archive.keepContact(bob)
    await archive.forget()
    same(await (await open('gone@example.com')).own(), [])
    same(await archive.contacts(), [])
    await archive.keepOwn(['anew'])
    same(await archive.own(), ['anew'])
  },
}
