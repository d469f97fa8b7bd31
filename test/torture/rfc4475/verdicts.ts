import type { VerdictRow } from '../verdict.ts'

const row = (section: string | null, file: string, about: string, verdict: VerdictRow['verdict']): VerdictRow => ({
  files: file.split('+'),
  section,
  about,
  verdict,
})

export const verdicts: readonly VerdictRow[] = [
  row('3.1.1.1', 'wsinv', 'a short tortuous INVITE: folding, spaces, compact forms, escapes, an empty Subject', {
    request: {
      method: 'INVITE',
      uri: 'sip:vivekg@chair-dnrc.example.com;unknownparam',
      cseq: 9,
      hops: 68,
      vias: [
        'SIP/2.0/UDP 192.0.2.2;branch=390skdjuw',
        'SIP/2.0/TCP spindle.example.com;branch=z9hG4bK9ikj8',
        'SIP/2.0/UDP 192.168.255.111;branch=z9hG4bK30239',
      ],
      from: ['J Rosenberg \\"', 'sip:jdrosen@example.com', 'tag=98asjd8'],
      to: ['', 'sip:vivekg@chair-dnrc.example.com', 'tag=1918181833n'],
      contacts: [['Quoted string ""', 'sip:jdrosen@example.com', 'newparam=newvalue', 'secondparam', 'q=0.33']],
      body: 150,
      fields: {
        Subject: [''],
        NewFangledHeader: ['newfangled value continued newfangled value'],
        UnknownHeaderWithUnusualValue: [';;,,;;,;'],
        Route: ['<sip:services.example.com;lr;unknownwith=value;unknown-no-value>'],
      },
    },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.2', 'intmeth', 'a wide range of valid characters, NUL and DEL in quotes among them; only the method is unknown', {
    request: {
      method: "!interesting-Method0123456789_*+`.%indeed'~",
      uri: "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com",
      cseq: 139_122_385,
      hops: 255,
      vias: ["SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~"],
      from: [
        "token1~` token2'+_ token3*%!.-",
        'sip:mundane@example.com',
        'fromParam\'\'~+*_!.-%="работающий"',
        "tag=_token~1'+`*%!-.",
      ],
      to: ['BEL:\x07 NUL:\0 DEL:\x7f', "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com"],
      fields: {
        'Call-ID': ['intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{'],
        "extensionHeader-!.%*+_`'~": ['\ufeff大停電'],
      },
    },
    server: 501,
    proxy: 'accepted',
  }),
  row('3.1.1.3', 'esc01', 'escapes in URIs, one of them an escaped escape', {
    request: {
      method: 'INVITE',
      uri: 'sip:sips%3Auser%40example.com@example.net',
      to: ['', 'sip:%75se%72@example.com'],
      from: ['', 'sip:I%20have%20spaces@example.net', 'tag=938'],
      contacts: [['', 'sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31']],
      body: 150,
    },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.4', 'escnull', 'escaped NUL in URIs', {
    request: {
      method: 'REGISTER',
      to: ['', 'sip:null-%00-null@example.com'],
      contacts: [
        ['', 'sip:%00@host5.example.com'],
        ['', 'sip:%00%00@host5.example.com'],
      ],
    },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.5', 'esc02', 'a % that escapes nothing: neither the method nor the name of a field has escapes', {
    request: {
      method: 'RE%47IST%45R',
      to: ['%Z%45', 'sip:resource@example.com'],
      vias: ['SIP/2.0/TCP host.example.com;branch=z9hG4bK209%fzsnel234'],
      contacts: [
        ['', 'sip:alias1@host1.example.com'],
        ['', 'sip:alias3@host3.example.com'],
      ],
      fields: { 'C%6Fntact': ['<sip:alias2@host2.example.com>'] },
    },
    server: 501,
    proxy: 'accepted',
  }),
  row('3.1.1.6', 'lwsdisp', 'no space between display name and <', {
    request: { from: ['caller', 'sip:caller@example.com', 'tag=323'] },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.7', 'longreq', 'long values, and 34 Via fields in all spellings', {
    request: {
      to: [
        'I have a user name of extremeextremeextremeextremeextremeextremeextremeextremeextremeextreme proportion',
        `sip:user@example.com:6000;unknownparam1=very${'long'.repeat(20)}value;longparam${'name'.repeat(25)}=shortvalue;very${'long'.repeat(25)}ParameterNameWithNoValue`,
      ],
      vias: [
        ...Array.from({ length: 33 }, (_, n) => `SIP/2.0/TCP sip${33 - n}.example.com`),
        `SIP/2.0/TCP host.example.com;received=192.0.2.5;branch=very${'long'.repeat(50)}branchvalue`,
      ],
      body: 150,
    },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.8', 'dblreq', 'octets after the end of the message, which are ignored', {
    request: { method: 'REGISTER', cseq: 8, contacts: [['', 'sip:j.user@host.example.com']], body: 0 },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.9', 'semiuri', 'a semicolon in the user part', {
    request: {
      method: 'OPTIONS',
      uri: 'sip:user;par=u%40example.net@example.com',
      fields: {
        Accept: ['application/sdp, application/pkcs7-mime, multipart/mixed, multipart/signed, message/sip, message/sipfrag'],
      },
    },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.10', 'transports', 'all kinds of transports in Via', {
    request: {
      vias: [
        'SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw',
        'SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf',
        'SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj',
        'SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en',
        'SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee',
      ],
    },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.11', 'mpart01', 'a multipart body with NUL and other bytes in it', {
    request: { method: 'MESSAGE', body: 553, fields: { 'Content-Type': ['multipart/mixed;boundary=7a9cbec02ceef655'] } },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.12', 'unreason', 'a reason phrase in UTF-8, with = and *', {
    response: { status: 200, reason: '= 2**3 * 5**2 но сто девяносто девять - простое', body: 154 },
    client: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.1.13', 'noreason', 'an empty reason phrase', {
    response: { status: 100, reason: '' },
    client: 'accepted',
    proxy: 'accepted',
  }),
  row('3.1.2.1', 'badinv01', 'separators without anything between them in Via and Contact: 400', {
    request: { vias: ['malformed'], contacts: [['', 'malformed']] },
    server: 400,
    proxy: 400,
  }),
  row('3.1.2.2', 'clerr', 'Content-Length beyond the end of the datagram: 400', { refused: 400 }),
  row('3.1.2.3', 'ncl', 'a negative Content-Length: 400', { refused: 400 }),
  row('3.1.2.4', 'scalar02', 'numbers that are too large in a request: 400', {
    request: { cseq: Number.NaN, hops: null, contacts: [['', 'sip:user@host129.example.com', 'expires=280297596632815']] },
    server: 400,
    proxy: 400,
  }),
  row('3.1.2.5', 'scalarlg', 'numbers that are too large in a response: discarded for its CSeq', {
    response: { status: 503, cseq: Number.NaN },
    client: 'discarded',
    proxy: 'discarded',
  }),
  row('3.1.2.6', 'quotbal', 'a quote that does not end in To: 400', {
    request: { to: ['', 'malformed'] },
    server: 400,
    proxy: 400,
  }),
  row('3.1.2.7', 'ltgtruri', 'the Request-URI in <>: 400 is always reasonable', { refused: 400 }),
  row('3.1.2.8', 'lwsruri', 'a space in the Request-URI: 400', { refused: 400 }),
  row('3.1.2.9', 'lwsstart', 'two spaces between the elements of the start line: 400, or ignored; we refuse', { refused: 400 }),
  row('3.1.2.10', 'trws', 'spaces after the version: 400, or ignored; we refuse', { refused: 400 }),
  row('3.1.2.11', 'escruri', 'headers in the Request-URI: 400 is acceptable', {
    request: { uri: 'sip:user@example.com?Route=%3Csip:example.com%3E' },
    server: 400,
    proxy: 400,
  }),
  row('3.1.2.12', 'baddate', 'another time zone than GMT in Date: 400 is acceptable', {
    request: { fields: { Date: ['Fri, 01 Jan 2010 16:00:00 EST'] } },
    server: 400,
    proxy: 400,
  }),
  row('3.1.2.13', 'regbadct', 'a Contact with a question mark and without <>: 400', {
    request: { contacts: [['', 'malformed']] },
    server: 400,
    proxy: 400,
  }),
  row('3.1.2.14', 'badaspec', 'spaces within <>: 400 is reasonable', {
    request: { from: ['Bell, Alexander', 'sip:a.g.bell@example.com', 'tag=433423'], to: ['', 'malformed'] },
    server: 400,
    proxy: 400,
  }),
  row('3.1.2.15', 'baddn+baddn_sep', 'a comma in a display name without quotes: 400', {
    request: { from: ['', 'malformed'], to: ['', 'malformed'] },
    server: 400,
    proxy: 400,
  }),
  row('3.1.2.16', 'badvers', 'version 7.0: 505', { refused: 505 }),
  row('3.1.2.17', 'mismatch01', 'CSeq of another method: 400', {
    request: { method: 'OPTIONS', cseq: 8 },
    server: 400,
    proxy: 400,
  }),
  row('3.1.2.18', 'mismatch02', 'the same, with an unknown method: rather 501 where it is not served', {
    request: { method: 'NEWMETHOD', cseq: 8 },
    server: 501,
    proxy: 400,
  }),
  row('3.1.2.19', 'bigcode', 'a status of 4294967301: discarded', 'discarded'),
  row('3.2.1', 'badbranch', 'the magic cookie and nothing else as branch: 400, or matched as RFC 2543 does, as ours is', {
    request: { vias: ['SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK'] },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.3.1', 'insuf', 'neither Call-ID nor From nor To: 400', { request: { method: 'INVITE' }, server: 400, proxy: 400 }),
  row('3.3.2', 'unkscm', 'an unknown scheme of the Request-URI: 416', {
    request: { uri: 'nobodyknowsthisscheme:totallyopaquecontent' },
    server: 416,
    proxy: 416,
  }),
  row('3.3.3', 'novelsc', 'a scheme that is registered and not for SIP: 416', {
    request: { uri: 'soap.beep://192.0.2.103:3002' },
    server: 416,
    proxy: 416,
  }),
  row('3.3.4', 'unksm2', 'schemes not of SIP in To, From and Contact: a registrar refuses its To, a proxy does not care', {
    request: {
      to: ['', 'isbn:2983792873'],
      from: ['', 'http://www.example.com', 'tag=3234233'],
      contacts: [['', 'name:John_Smith']],
    },
    server: 400,
    proxy: 'accepted',
  }),
  row('3.3.5', 'bext01', 'Require and Proxy-Require of what nobody knows: 420', {
    request: { fields: { 'Proxy-Require': ['noProxiesSupportThis, norDoAnyProxiesSupportThis'] } },
    server: 420,
    proxy: 420,
    unsupported: ['nothingSupportsThis', 'nothingSupportsThisEither'],
  }),
  row('3.3.6', 'invut', 'a body of unknown type: well-formed; whoever reads bodies answers 415', {
    request: { body: 40, fields: { 'Content-Type': ['application/unknownformat'] } },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.3.7', 'regaut01', 'an unknown scheme of Authorization: well-formed; whoever asks for credentials asks again', {
    request: { fields: { Authorization: ['NoOneKnowsThisScheme opaque-data=here'] } },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.3.8', 'multi01', 'fields twice that there may be once: 400', {
    request: { cseq: 5, body: 154 },
    server: 400,
    proxy: 400,
  }),
  row('3.3.9', 'mcl01', 'two Content-Length: nobody knows where it ends, 400', { refused: 400 }),
  row('3.3.10', 'bcast', 'a 200 for a client elsewhere, by broadcast: a client discards it, a proxy drops it', {
    response: {
      status: 200,
      vias: ['SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923', 'SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23'],
    },
    client: 'discarded',
    proxy: 'discarded',
  }),
  row('3.3.11', 'zeromf', 'no hops left: 483 by a proxy, nothing special to a server', {
    request: { hops: 0 },
    server: 'accepted',
    proxy: 483,
  }),
  row('3.3.12', 'cparam01', 'a parameter of the Contact', {
    request: { contacts: [['', 'sip:+19725552222@gw1.example.net', 'unknownparam']] },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.3.13', 'cparam02', 'a parameter of the URI in the Contact', {
    request: { contacts: [['', 'sip:+19725552222@gw1.example.net;unknownparam']] },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.3.14', 'regescrt', 'headers in the URI of a Contact', {
    request: { contacts: [['', 'sip:user@example.com?Route=%3Csip:sip.example.com%3E']] },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.3.15', 'sdp01', 'an offer, and no SDP wanted in the answer: well-formed; whoever answers calls says 406', {
    request: { body: 150, fields: { Accept: ['text/nobodyKnowsThis'] } },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row('3.4.1', 'inv2543', 'an INVITE of RFC 2543: no branch, no tag, no Max-Forwards, no Content-Length', {
    request: {
      method: 'INVITE',
      hops: null,
      vias: ['SIP/2.0/UDP iftgw.example.com'],
      from: ['', 'sip:+13035551111@ift.client.example.net;user=phone'],
      to: ['', 'sip:+16505552222@ss1.example.net', 'user=phone'],
      body: 105,
    },
    server: 'accepted',
    proxy: 'accepted',
  }),
  row(null, 'badcseq', 'a CSeq without number', { request: { cseq: Number.NaN }, server: 400, proxy: 400 }),
  row(null, 'baddn', 'no empty line after the header', { refused: 400 }),
  row(null, 'baddn_sep', 'nothing but a line end', 'discarded'),
]
