import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ExternalAuth } from '../../server/src/adapters/auth/external.ts'
import { systemClock } from '../../server/src/adapters/clock/system.ts'
import type { Log } from '../../server/src/ports/log.ts'
import { describeWith } from './needs.ts'
import { type Dovecot, startDovecot } from './peers/dovecot.ts'

// Passwords as people have them; the last one is none that a quoted IMAP string may hold by the letter of RFC 3501.
const USERS = { alice: 'correct horse', bob: 'say "hi" \\o/ {3+}', carol: 'pässwörd 🎉' }
const WRONG = { kind: 'refused', reason: 'external authentication failed (wrong username or password?)' }

describeWith(['dovecot'], 'external authentication with Dovecot', () => {
  let dovecot: Dovecot
  let auth: ExternalAuth

  beforeAll(async () => {
    dovecot = await startDovecot(USERS)
    const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => silent }
    const imapServer = { host: 'localhost', port: dovecot.port }
    const settings = {
      enabled: true,
      imapCaCertFile: dovecot.certificate,
      domains: { of: () => ({ authType: 'IMAP' as const, imapServer }) },
    }
    auth = new ExternalAuth(settings, systemClock, silent)
  })

  afterAll(() => dovecot?.stop())

  test.each(Object.entries(USERS))(
    'Dovecot knows %s by the local part and the clear password, and is left again',
    async (user, password) => {
      expect(await auth.check(`${user}@mail.test`, password)).toEqual({ kind: 'accepted' })
      await expect
        .poll(() => readFileSync(dovecot.logFile, 'utf8'))
        .toMatch(new RegExp(`imap\\(${user}\\).*Disconnected: Logged out`))
    },
  )

  test('[12.32] Dovecot turns a wrong password and an unknown user away', async () => {
    expect(
      await Promise.all([auth.check('alice@mail.test', 'wrong horse'), auth.check('mallory@mail.test', 'correct horse')]),
    ).toEqual([WRONG, WRONG])
  })
})
