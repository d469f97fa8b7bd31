// The Debian packages Weft runs with, and how to get them. Plain JavaScript: this file must run on the machine's own, older Node.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const LOGS = fileURLToPath(new URL('../.run/logs/', import.meta.url))
/** What the demo starts. */
const DEMO = ['janus']
/** What the tests start, or use for it. */
const TEST = [
  'baresip-core',
  'baresip-ffmpeg',
  'chromium',
  'dnsmasq-base',
  'dovecot-imapd',
  'ejabberd',
  'firefox-esr',
  'fonts-liberation',
  'iproute2',
  'kamailio',
  'kamailio-tls-modules',
  'libxml2-utils',
  'linphone-cli',
  'openssl',
  'postgresql',
  'prosody',
  'python3-slixmpp',
  'sip-tester',
  'strace',
]

/**
 * Run as root with the packages as arguments. No service may start, now or at the next boot: a policy-rc.d (invoke-rc.d(8)) says so while apt runs, where
 * the machine has none of its own, and units that were not there before are disabled. The lists are fetched when a package is not in them, or no longer
 * to be had; what the distribution does not have is left out.
 */
const INSTALL = `
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ] && [ ! -L $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' >$policy && chmod 755 $policy
fi
if [ -d /run/systemd/system ]; then has_unit() { systemctl cat $1.service >/dev/null 2>&1; }; else has_unit() { true; }; fi
new=
for unit in janus kamailio dovecot postgresql prosody ejabberd; do has_unit $unit || new="$new $unit"; done
fetched=
fetch() { [ -n "$fetched" ] || apt-get -q update; fetched=yes; }
known() { LC_ALL=C apt-cache policy "$1" | grep -q 'Candidate: [^(]'; }
install() { apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $wanted </dev/null; }
for package in "$@"; do known $package || fetch; done
wanted=
for package in "$@"; do if known $package; then wanted="$wanted $package"; fi; done
[ -n "$wanted" ] && { install || { fetch && install; }; }
for unit in $new; do if has_unit $unit; then systemctl --quiet disable $unit.service; fi; done
for package in "$@"; do known $package || echo "apt knows no package $package"; done
`

/**
 * Installs what is missing of the demo's packages, and of the tests' when `test` is true. What it may not or cannot install it names on stderr,
 * with the line that would; it never throws for that.
 */
export function installPackages({ test }) {
  const packages = test ? [...DEMO, ...TEST] : DEMO
  const missing = missingOf(packages)
  if (missing === null) {
    console.error(`setup: this machine has no dpkg; Weft wants what Debian calls ${packages.join(' ')}`)
    return
  }
  if (missing.length === 0) return
  const root = rootPrefix()
  if (root === null) {
    console.error(
      `setup: some things will not work without root's\n  apt-get install --no-install-recommends ${missing.join(' ')}`,
    )
    return
  }
  console.error(`setup: installing ${missing.join(' ')}`)
  mkdirSync(LOGS, { recursive: true })
  const logFile = `${LOGS}apt.log`
  const log = openSync(logFile, 'w')
  const [command, ...args] = [...root, 'sh', '-c', INSTALL, 'sh', ...missing]
  spawnSync(command, args, { stdio: ['ignore', log, log] })
  closeSync(log)
  const left = missingOf(missing)
  if (left.length === 0) return
  // dpkg counts its progress within a line.
  const lines = readFileSync(logFile, 'utf8')
    .trimEnd()
    .replace(/.*\r(?!\n)/g, '')
    .split(/\r?\n/)
  const end = lines.slice(-10).join('\n  ')
  console.error(`setup: could not install ${left.join(' ')}; ${logFile} ends with\n  ${end}`)
}

/** Those of the packages that are not installed; null where there is no dpkg. */
function missingOf(packages) {
  const format = ['-W', '-f', `\${Package} \${db:Status-Status}\\n`]
  const query = spawnSync('dpkg-query', [...format, ...packages], { encoding: 'utf8' })
  if (query.error) return null
  const installed = new Set(query.stdout.split('\n').filter((line) => line.endsWith(' installed')))
  return packages.filter((name) => !installed.has(`${name} installed`))
}

/** What to put before a command so that root runs it; null when that cannot be had without a password. */
function rootPrefix() {
  if (process.getuid() === 0) return []
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null
}
