import type { Facts, VerdictRow } from '../verdict.ts'

const accepted = (section: string, file: string, about: string, request: Facts): VerdictRow => ({
  files: [file],
  section,
  about,
  verdict: { request, server: 'accepted', proxy: 'accepted' },
})

export const verdicts: readonly VerdictRow[] = [
  accepted('4.1', 'ipv6-good', 'an address in brackets', {
    uri: 'sip:[2001:db8::10]',
    vias: ['SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111'],
    contacts: [['Caller', 'sip:caller@[2001:db8::1]']],
  }),
  {
    files: ['ipv6-bad'],
    section: '4.2',
    about: 'an address without brackets: 400',
    verdict: { request: { uri: 'malformed' }, server: 400, proxy: 400 },
  },
  accepted('4.3', 'port-ambiguous', 'what was meant for a port is a part of the address', { uri: 'sip:[2001:db8::10:5070]' }),
  accepted('4.4', 'port-unambiguous', 'the port after the brackets', { uri: 'sip:[2001:db8::10]:5070' }),
  accepted('4.5', 'via-received-param-with-delim', 'received with brackets', {
    vias: ['SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111'],
  }),
  accepted('4.5', 'via-received-param-no-delim', 'received without brackets', {
    vias: ['SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3'],
  }),
  accepted('4.6', 'ipv6-in-sdp', 'addresses in the body', { uri: 'sip:user@[2001:db8::10]', body: 251 }),
  accepted('4.7', 'mult-ip-in-header', 'addresses of both kinds in Via', {
    vias: [
      'SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111',
      'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144',
      'SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200',
    ],
  }),
  accepted('4.8', 'mult-ip-in-sdp', 'addresses of both kinds in the body', { body: 189 }),
  accepted('4.9', 'ipv4-mapped-ipv6', 'IPv4-mapped addresses', {
    vias: ['SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19', 'SIP/2.0/UDP [::ffff:192.0.2.2];branch=z9hG4bKas3-111'],
    contacts: [['T. desk phone', 'sip:ted@[::ffff:192.0.2.2]']],
    body: 245,
  }),
  accepted('4.10', 'ipv6-bug-abnf-3-colons', 'one colon too many, which may be ignored, and is', {
    uri: 'sip:user@[2001:db8::192.0.2.1]',
  }),
  accepted('4.10', 'ipv6-correct-abnf-2-colons', 'the same without it', { uri: 'sip:user@[2001:db8::192.0.2.1]' }),
]
