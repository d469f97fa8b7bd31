import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { configDirectories, type LoadedConfig, loadConfig } from './config.ts'
import { warningText } from './warning.ts'

let root: string
let system: string
let user: string
let local: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'weft-config-'))
  system = join(root, 'system')
  user = join(root, 'home/.config/weft')
  local = join(root, 'local')
  for (const directory of [system, user, local]) mkdirSync(directory, { recursive: true })
})

afterEach(() => rmSync(root, { recursive: true }))

/** Loads all three directories. */
function load(): LoadedConfig {
  return loadConfig(configDirectories({ system, home: join(root, 'home'), configDir: local }))
}

/** Writes one file into the local directory and loads. */
function loadWith(name: string, text: string): LoadedConfig {
  writeFileSync(join(local, name), text)
  return load()
}

/** The warnings about one option, or about one file as a whole. */
function warningsOf({ warnings }: LoadedConfig, subject: string): string[] {
  return warnings.filter(({ option, section, file }) => [option, section, file].includes(subject)).map(warningText)
}

test('[F9] a value that is not valid gives a warning and the default counts', () => {
  const loaded = loadWith('config.ini', '[SIP]\nlocal_udp_port=99999\nlocal_tcp_port = 5070\n')
  expect(loaded.config.sip.localUdpPort).toBe(5060)
  expect(loaded.config.sip.localTcpPort).toBe(5070)
  expect(warningsOf(loaded, 'local_udp_port')).toEqual([
    `${local}/config.ini:2: [SIP] local_udp_port: "99999" is not a whole number from 0 to 65535; using 5060`,
  ])
})

test('[F10] option by option, the local directory overrides the user’s and that the system’s', () => {
  writeFileSync(
    join(system, 'config.ini'),
    '[Server]\nlog_level = error\ntrace_sip = yes\ntrace_dns = yes\n[SIP]\nlocal_udp_port = 1\n',
  )
  writeFileSync(join(user, 'config.ini'), '[Server]\nlog_level = warning\ntrace_sip = no\n')
  const { config, files } = loadWith('config.ini', '[Server]\nlog_level = debug\n')
  expect(config.server).toMatchObject({ logLevel: 'debug', traceSip: false, traceDns: true })
  expect(config.sip.localUdpPort).toBe(1)
  expect(files).toEqual([system, user, local].map((directory) => join(directory, 'config.ini')))
})

test('a value that is not valid leaves the one of the directory below in place', () => {
  writeFileSync(join(system, 'config.ini'), '[Server]\nlog_level = error\n')
  const loaded = loadWith('config.ini', '[Server]\nlog_level = loud\n')
  expect(loaded.config.server.logLevel).toBe('error')
  expect(warningsOf(loaded, 'log_level')).toEqual([expect.stringContaining('using error')])
})

test('the directory named on the command line is read once, also when it is a standard one', () => {
  writeFileSync(join(system, 'config.ini'), '[Server]\nlog_level = error\n')
  const directories = configDirectories({ system, home: join(root, 'home'), configDir: system })
  expect(loadConfig(directories).files).toEqual([join(system, 'config.ini')])
})

test('a directory that was named but holds nothing is worth a warning', () => {
  expect(warningsOf(load(), local)).toEqual([expect.stringContaining('holds none of config.ini')])
  expect(warningsOf(load(), system)).toEqual([])
})

test('options and sections nobody knows are named, with the right spelling where it is close', () => {
  const loaded = loadWith('config.ini', '[Server]\nLog_Level = debug\ncolour = red\n[sip]\nlocal_ip = 127.0.0.1\n')
  expect(loaded.warnings.map(warningText).slice(0, 3)).toEqual([
    `${local}/config.ini:2: [Server] Log_Level: there is no such option (it is written log_level); it is ignored`,
    `${local}/config.ini:3: [Server] colour: there is no such option; it is ignored`,
    `${local}/config.ini:4: [sip]: there is no such section (it is written SIP); it is ignored`,
  ])
})

test('a file that cannot be read as text is passed over', () => {
  mkdirSync(join(local, 'auth.ini'))
  writeFileSync(join(local, 'weft.ini'), Buffer.from([0x5b, 0x41, 0x5d, 0x0a, 0xff, 0xfe]))
  writeFileSync(join(local, 'conference.ini'), `[Conference]\n#${'x'.repeat(1024 * 1024)}`)
  const loaded = load()
  expect(warningsOf(loaded, join(local, 'auth.ini'))).toEqual([expect.stringContaining('is not a file; it is ignored')])
  expect(warningsOf(loaded, join(local, 'weft.ini'))).toEqual([expect.stringContaining('is not UTF-8; it is ignored')])
  expect(warningsOf(loaded, join(local, 'conference.ini'))).toEqual([expect.stringContaining('is larger than')])
  expect(loaded.files).toEqual([])
})

test('paths that depend on others follow them', () => {
  writeFileSync(join(local, 'config.ini'), '[Server]\nspool_dir = spool\n')
  const { config } = loadWith('webrtcgateway.ini', '[General]\napplication_dir = /srv/weft\nrecording_dir = /srv/recordings\n')
  expect(config.gateway).toMatchObject({
    recordingDir: '/srv/recordings',
    filesharingDir: join(local, 'spool/videoconference/files'),
    fileTransferDir: '/srv/weft/file_transfers',
  })
  expect(config.fileStorage.storageDir).toBe('/srv/weft/storage')
  expect(config.conference.fileTransferDir).toBe(join(local, 'spool/conference/files'))
})

test('a video room takes from [Janus] what its section does not say, and from the defaults when it has none', () => {
  const { config } = loadWith(
    'webrtcgateway.ini',
    '[Janus]\nmax_bitrate = 100000\n[stage@Conf.example.com]\nvideo_codec = h264\nallow = example.com\ninvite_participants = a@example.com, b@example.com\n',
  )
  expect(config.rooms.names).toEqual(['stage@Conf.example.com'])
  expect(config.rooms.of('stage@conf.example.com')).toMatchObject({
    videoCodec: 'h264',
    maxBitrate: 100_000,
    allow: { everyone: false, domains: ['example.com'] },
    inviteParticipants: ['a@example.com', 'b@example.com'],
  })
  expect(config.rooms.of('Stage@conf.example.com')).toMatchObject({
    videoCodec: 'vp9',
    maxBitrate: 100_000,
    allow: { everyone: true },
  })
})

test('a chat room inherits from [Conference], also without a section', () => {
  const { config } = loadWith(
    'conference.ini',
    '[Conference]\naccess_policy = deny, allow\ndeny = all\n[open@conf.example.com]\ndeny = none\n',
  )
  expect(config.chatRooms.of('open@conf.example.com')).toMatchObject({ accessPolicy: 'deny,allow', deny: { everyone: false } })
  expect(config.chatRooms.of('other@conf.example.com')).toMatchObject({ accessPolicy: 'deny,allow', deny: { everyone: true } })
})

test('domains without a section are authenticated by SIP', () => {
  const { config } = loadWith(
    'auth.ini',
    '[ExternalAuth]\nenable = yes\n[Example.com]\nauth_type = imap\nimap_server = mail.example.com\n',
  )
  expect(config.auth.enabled).toBe(true)
  expect(config.auth.domains.of('example.COM')).toEqual({ authType: 'IMAP', imapServer: { host: 'mail.example.com', port: 993 } })
  expect(config.auth.domains.of('example.net')).toEqual({ authType: 'SIP', imapServer: null })
})

test('playback knows only those who have a section', () => {
  const { config } = loadWith('playback.ini', '[Playback]\nanswer_delay = 3\n[music]\nfile = moh/a.wav\n')
  expect(config.playback.users.find('music')).toMatchObject({ file: 'moh/a.wav', answerDelay: 3000 })
  expect(config.playback.users.find('other')).toBeNull()
})

test('IRC rooms have channels and servers', () => {
  const { config } = loadWith('ircconference.ini', '[weft]\nchannel = weft\nserver = irc.example.com\n')
  expect(config.ircRooms.of('weft')).toMatchObject({ channel: 'weft', server: { host: 'irc.example.com', port: 6667 } })
})

test('the limits have their documented defaults', () => {
  expect(load().config.limits).toEqual({
    maxFrameSize: 1_048_576,
    requestsPerSecond: 100,
    requestBurst: 500,
    accountsPerConnection: 20,
    callsPerConnection: 20,
    roomsPerConnection: 10,
    feedsPerRoom: 500,
    queuedRequests: 1000,
    connectionsPerAddress: 0,
    slowReaderBytes: 4_194_304,
  })
})

test('values that contradict each other give way with a warning', () => {
  writeFileSync(join(local, 'config.ini'), '[SIP]\nlocal_tcp_port = 5061\n')
  const loaded = loadWith('weft.ini', '[Janus]\nreconnect_min = 20\nreconnect_max = 5\n')
  expect(loaded.config.sip).toMatchObject({ localTcpPort: 5061, localTlsPort: null })
  expect(loaded.config.janus).toMatchObject({ reconnectMin: 20_000, reconnectMax: 20_000 })
  expect(warningsOf(loaded, 'local_tls_port')).toEqual([
    'config.ini: [SIP] local_tls_port: 5061 is also local_tcp_port; using (off)',
  ])
  expect(warningsOf(loaded, 'reconnect_max')).toEqual([
    `${local}/weft.ini:3: [Janus] reconnect_max: 5 is less than reconnect_min; using 20`,
  ])
})

test('the peers that may choose the application are the trusted ones unless others are named', () => {
  const trusted = '[SIP]\ntrusted_peers = 192.0.2.0/24\n'
  expect(loadWith('config.ini', trusted).config.trust.appHeaderPeers).toEqual({
    networks: [{ address: '192.0.2.0', prefix: 24 }],
    hosts: [],
  })
  expect(loadWith('weft.ini', '[Trust]\napp_header_peers = none\n').config.trust.appHeaderPeers).toEqual({
    networks: [],
    hosts: [],
  })
})

test('a slip in trusted_peers does not open the door', () => {
  const loaded = loadWith('config.ini', '[SIP]\ntrusted_peers = 192.0.2.0/240\n')
  expect(loaded.config.sip.trustedPeers).toEqual({ networks: [], hosts: [] })
  expect(warningsOf(loaded, 'trusted_peers')).toEqual([
    `${local}/config.ini:2: [SIP] trusted_peers: "192.0.2.0/240" has a prefix that is not from 0 to 32, left out; using none`,
  ])
})

test('risky and fruitless settings are pointed out', () => {
  writeFileSync(join(local, 'config.ini'), '[ThorNetwork]\nenabled = yes\n[SIP]\ntrusted_peers = any\n')
  const loaded = loadWith('webrtcgateway.ini', '[Cassandra]\ncluster_contact_points = db.example.com\n')
  expect(loaded.warnings.map(({ option, line }) => [option, line])).toEqual([
    ['trusted_peers', 4],
    ['api_secret', null],
    ['http_management_auth_secret', null],
    ['enabled', 2],
    ['cluster_contact_points', 2],
  ])
})

test('a careful configuration has no warnings', () => {
  writeFileSync(join(local, 'config.ini'), '[SIP]\ntrusted_peers = 127.0.0.1\n')
  const text = '[General]\nhttp_management_auth_secret = long and random\n[Janus]\napi_secret = another one\n'
  expect(loadWith('webrtcgateway.ini', text).warnings).toEqual([])
})

test('nothing in a configuration can be changed', () => {
  const { config } = loadWith('webrtcgateway.ini', '[a@b.example]\nallow = b.example\n')
  const parts: readonly object[] = [
    config,
    config.sip,
    config.server.applicationMap,
    config.rooms.of('a@b.example').allow.domains,
  ]
  for (const part of [...parts, config.rooms.of('x@y.example')]) expect(Object.isFrozen(part)).toBe(true)
})

test('a configuration directory of SylkServer is read as it is', () => {
  writeFileSync(
    join(local, 'config.ini'),
    `; SylkServer configuration

[Server]
ca_file = /etc/sylkserver/tls/ca.crt
certificate = /etc/sylkserver/tls/default.crt
default_application = conference
application_map = echo:echo,3333:conference,playback:playback
disabled_applications = ircconference, xmppgateway
trace_dir = /var/log/sylkserver
trace_sip = True
log_level = info

[SIP]
local_ip = 192.0.2.10
local_udp_port = 5060
local_tcp_port = None
local_tls_port =
outbound_proxy = 192.0.2.1:5061;transport=tls
trusted_peers = 192.0.2.1, 2001:db8::/32

[MSRP]
use_tls = False

[WebServer]
local_port = 10888
hostname = gw.example.com
certificate = /etc/sylkserver/tls/gw.pem
`,
  )
  writeFileSync(
    join(local, 'webrtcgateway.ini'),
    `[General]
web_origins = https://*.example.com, http://localhost:*
sip_domains = example.com, example.net
outbound_sip_proxy = sip.example.com;transport=tcp
http_management_interface = 127.0.0.1
http_management_auth_secret = s3cr3t%%
sylk_push_url = http://push.example.com:8400/push

[Janus]
api_url = ws://127.0.0.1:8188/
api_secret = own-secret
video_codec = vp8

[standup@videoconference.example.com]
record = True
access_policy = deny, allow
deny = all
allow = example.com, guest@example.net
persistent = yes
`,
  )
  writeFileSync(join(local, 'xmppgateway.ini'), '[general]\ndomains = example.com\ntransport = tls\nsip_session_timeout = 600\n')
  const { config, warnings } = load()
  expect(warnings).toEqual([])
  expect(config.server).toMatchObject({
    certificate: '/etc/sylkserver/tls/default.crt',
    disabledApplications: ['ircconference', 'xmppgateway'],
    traceSip: true,
  })
  expect(config.server.applicationMap).toContainEqual({ key: '3333', application: 'conference' })
  expect(config.sip).toMatchObject({
    localIp: '192.0.2.10',
    localTcpPort: null,
    localTlsPort: null,
    outboundProxy: { host: '192.0.2.1', port: 5061, transport: 'tls' },
  })
  expect(config.gateway).toMatchObject({
    webOrigins: ['https://*.example.com', 'http://localhost:*'],
    sipDomains: ['example.com', 'example.net'],
    outboundSipProxy: { host: 'sip.example.com', port: 5060, transport: 'tcp' },
    httpManagementInterface: { host: '127.0.0.1', port: 20888 },
    httpManagementAuthSecret: 's3cr3t%',
  })
  expect(config.janus).toMatchObject({ apiUrl: 'ws://127.0.0.1:8188', apiSecret: 'own-secret', requestTimeout: 10_000 })
  expect(config.rooms.of('standup@videoconference.example.com')).toMatchObject({
    record: true,
    accessPolicy: 'deny,allow',
    deny: { everyone: true },
    allow: { everyone: false, addresses: ['guest@example.net'], domains: ['example.com'] },
    videoCodec: 'vp8',
    persistent: true,
  })
  expect(config.xmpp.sipSessionTimeout).toBe(600_000)
})

test('a registrar’s times fit each other, and without domains the operator is told', () => {
  writeFileSync(
    join(local, 'weft.ini'),
    '[Registrar]\nenabled = yes\nusers_file = users\nmin_expires = 300\nmax_expires = 120\ndefault_expires = 3600\n',
  )
  const { config, warnings } = load()
  expect(config.registrar).toMatchObject({ minExpires: 300, maxExpires: 300, defaultExpires: 300 })
  expect(config.registrar.usersFile).toBe(join(local, 'users'))
  const about = warnings.filter(({ section }) => section === 'Registrar').map(({ option, used }) => [option, used])
  expect(about).toEqual([
    ['max_expires', '300'],
    ['default_expires', '300'],
    ['domains', null],
  ])
})

test('[W6] how a video room’s chat is found may be changed or switched off; what makes no sense leaves it as usual', () => {
  const rewriteOf = (line: string) => loadWith('weft.ini', `[Rooms]\n${line}\n`).config.roomLimits.conferenceUriRewrite
  expect(rewriteOf('')).toEqual({ from: 'videoconference', to: 'conference' })
  expect(rewriteOf('conference_uri_rewrite = Video:chat')).toEqual({ from: 'video', to: 'chat' })
  expect(rewriteOf('conference_uri_rewrite =')).toBeNull()
  expect(rewriteOf('conference_uri_rewrite = conference')).toEqual({ from: 'videoconference', to: 'conference' })
})
