// The real, unmodified sylkrtc.js in Chromium: registers, calls a SIP phone and another sylkrtc.js, is called, and ends calls from both sides; exchanges
// messages, receipts, keys and files, with another sylkrtc.js and with the SDK; holds a conference in a video room. sylkrtc-door.test.ts makes the
// same journeys with the door of the SDK.
// DIR is a checkout of AGProjects/sylkrtc.js with its dependencies installed: `npm install` (openpgp 5 from npm does where its git dependency cannot
// be had) and `npm install --no-save events timers-browserify`, which browsers lack.
import { join } from 'node:path'
import { exchangeCalls } from '../sylkrtc-calls.ts'
import { holdConference } from '../sylkrtc-conference.ts'
import { exchangeEncrypted } from '../sylkrtc-encryption.ts'
import { transferFile } from '../sylkrtc-files.ts'
import { exchangeKeys, exchangeMessages } from '../sylkrtc-messages.ts'
import { type SylkrtcPlace, startSylkrtcPlace } from '../sylkrtc-place.ts'

const [directory] = process.argv.slice(2)
if (directory === undefined) throw new Error('the directory of sylkrtc.js is missing')

const place = await startSylkrtcPlace({
  module: join(directory, 'lib/sylkrtc.js'),
  alias: { timers: 'timers-browserify' },
  // The library's bundlers give it a `process`; timers-browserify defers with it.
  before: 'globalThis.process = { env: {}, nextTick: (task, ...details) => queueMicrotask(() => task(...details)) }',
})
try {
  await journey(place)
  console.log('sylkrtc.js: all well')
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  await place.stop()
}

async function journey({ weft, domain, ...there }: SylkrtcPlace): Promise<void> {
  const [alice, bob] = [await there.logIn('alice'), await there.logIn('bob')]
  passed('registers')
  await exchangeCalls(place, alice, bob, passed)

  const other = await there.logIn('alice')
  const devices = { alice, other, bob, addresses: { alice: there.address('alice'), bob: there.address('bob') } }
  await exchangeMessages(devices, passed)
  await exchangeKeys(devices, passed)
  await transferFile(devices, weft.url, passed)

  const dave = await there.logIn('dave')
  await exchangeEncrypted(
    {
      ...{ page: alice, address: there.address('alice'), otherDevice: dave },
      ...{ account: { address: there.address('dave'), password: there.password('dave') } },
      ...{ websocketUrl: weft.websocketUrl, base: weft.url },
    },
    passed,
  )

  // The other device of alice's would decode nothing, and still take its share of the machine.
  await other.close()
  const erin = await there.logIn('erin')
  await holdConference(
    {
      alice: { page: alice, address: there.address('alice') },
      bob: { page: bob, address: there.address('bob') },
      dave: { page: dave, address: there.address('dave') },
      invited: { page: erin, address: there.address('erin') },
      ...{ room: `team@videoconference.${domain}`, base: weft.url },
    },
    passed,
  )

  const errors = there.errors()
  if (errors.length > 0) throw new Error(`the page reported errors:\n${errors.join('\n')}`)
}

function passed(what: string): void {
  console.log(`ok  ${what}`)
}
