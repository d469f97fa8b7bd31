import { execFileSync } from 'node:child_process'
import { chown, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { makeCertificate } from '../certificate.ts'
import { freePort, isListening } from '../port.ts'
import { isRoot, startProcess, temporaryDirectory } from './process.ts'

/** Debian's user for what needs none of its own. Dovecot's log-in process refuses to be root. */
const NOBODY = { name: 'nobody', group: 'nogroup', uid: 65_534, gid: 65_534 }

export interface Dovecot {
  readonly host: '127.0.0.1'
  /** IMAP over TLS from the first byte. */
  readonly port: number
  /** PEM file of the certificate it shows, for `localhost` and 127.0.0.1; signed by itself. */
  readonly certificate: string
  readonly logFile: string
  stop(): Promise<void>
}

/** Starts an IMAP server with these users: log-in name (as `alice@mail.test`) to password. */
export async function startDovecot(users: Readonly<Record<string, string>>): Promise<Dovecot> {
  const port = await freePort()
  const directory = await temporaryDirectory('dovecot')
  const { certificate, key } = await makeCertificate(directory.path)
  const accounts = join(directory.path, 'users')
  const file = join(directory.path, 'dovecot.conf')
  await writeFile(
    accounts,
    Object.entries(users)
      .map(([user, password]) => `${user}:{PLAIN}${password}\n`)
      .join(''),
  )
  await writeFile(file, configuration({ directory: directory.path, port, certificate, key, accounts }))
  if (isRoot) for (const path of [directory.path, key, accounts]) await chown(path, NOBODY.uid, NOBODY.gid)
  const dovecot = await startProcess({
    name: 'dovecot',
    command: 'dovecot',
    args: ['-F', '-c', file],
    user: NOBODY,
    ready: () => isListening(port),
  }).catch(async (error) => {
    await directory.remove()
    throw error
  })
  return {
    host: '127.0.0.1',
    port,
    certificate,
    logFile: dovecot.logFile,
    async stop() {
      await dovecot.stop()
      await directory.remove()
    },
  }
}

function ourselves(): typeof NOBODY {
  const { username, uid, gid } = userInfo()
  return { name: username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim(), uid, gid }
}

/** Every part of it runs as the one user that starts it, so nothing may be chrooted. */
function configuration(use: { directory: string; port: number; certificate: string; key: string; accounts: string }): string {
  const { name, group, uid, gid } = isRoot ? NOBODY : ourselves()
  return `
base_dir = ${use.directory}/run
state_dir = ${use.directory}/run
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
default_internal_user = ${name}
default_login_user = ${name}
default_internal_group = ${group}
first_valid_uid = 1
ssl = required
ssl_cert = <${use.certificate}
ssl_key = <${use.key}
disable_plaintext_auth = yes
mail_location = maildir:${use.directory}/mail/%u
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${use.port}
  }
}
passdb {
  driver = passwd-file
  args = ${use.accounts}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${use.directory}/mail/%u
}
`
}
