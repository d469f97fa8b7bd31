import { deepStrictEqual } from 'node:assert'
import { ConferenceInfoError } from '@weft/protocols/presence/conference-info'
import { parseConferenceInfo } from '@weft/protocols/presence/parse-conference-info'
import { printConferenceInfo } from '@weft/protocols/presence/print-conference-info'

const document =
  '<?xml version="1.0" encoding="UTF-8"?>\n<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" xmlns:agp-conf="urn:ag-projects:xml:ns:conference-info" entity="sip:r@h" state="full" version="3">' +
  '<conference-description><display-text>Ad-hoc</display-text><subject/><conf-uris><entry><uri>sip:r@h</uri><purpose>participation</purpose></entry></conf-uris>' +
  '<available-media><entry label="1"><type>message</type><status>sendrecv</status></entry></available-media>' +
  '<agp-conf:resources><agp-conf:files><agp-conf:file name="a &quot;b&quot;" hash="sha-1:00" size="1" sender="sip:a@h" status="OK"/></agp-conf:files></agp-conf:resources>' +
  '</conference-description><host-info><web-page>http://h</web-page></host-info><conference-state><user-count>1</user-count><active>true</active></conference-state>' +
  '<users state="full"><user entity="sip:a@h" state="full"><display-text>A</display-text><endpoint entity="sip:a@1" state="full"><referred><by>sip:b@h</by></referred>' +
  '<status>connected</status><joining-method>dialed-in</joining-method><joining-info><when>2026-07-17T08:41:52Z</when></joining-info><media id="1"><type>audio</type></media>' +
  '<call-info><sip><call-id>c</call-id><from-tag>f</from-tag><to-tag>t</to-tag></sip></call-info></endpoint></user></users></conference-info>'

export const target = {
  name: 'conference-info',
  seeds: [new TextEncoder().encode(document)],
  dictionary: [
    '<!DOCTYPE x [',
    '<![CDATA[',
    ']]>',
    '&#0;',
    '&#xD;',
    '&quot;',
    'state="deleted"',
    'xmlns=""',
    '<user>',
    '99999999999',
    '\ufeff',
  ],

  /** Throws when reading throws anything but ConferenceInfoError, or when printing does not keep what was read. */
  run(input: Uint8Array): void {
    let info: ReturnType<typeof parseConferenceInfo>
    try {
      info = parseConferenceInfo(input)
    } catch (error) {
      if (error instanceof ConferenceInfoError) return
      throw error
    }
    deepStrictEqual(parseConferenceInfo(printConferenceInfo(info)), info)
  },
}
