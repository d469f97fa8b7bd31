import { deepStrictEqual } from 'node:assert'
import { parsePidf } from '@weft/protocols/presence/parse-pidf'
import { type Pidf, PidfError } from '@weft/protocols/presence/pidf'
import { printPidf } from '@weft/protocols/presence/print-pidf'

const document =
  '<?xml version="1.0" encoding="UTF-8"?>\n<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" ' +
  'xmlns:caps="urn:ietf:params:xml:ns:pidf:caps" xmlns:agp-pidf="urn:ag-projects:xml:ns:pidf" entity="sip:a@h"><tuple id="t1"><status><basic>open</basic>' +
  '<agp-pidf:extended>away</agp-pidf:extended></status><caps:servcaps><caps:message>true</caps:message></caps:servcaps><agp-pidf:device-info id="d1">' +
  '<agp-pidf:description>Desk</agp-pidf:description></agp-pidf:device-info><dm:deviceID>d1</dm:deviceID><contact>sip:a@h</contact><note xml:lang="en">gone</note>' +
  '<timestamp>2026-07-17T08:41:52Z</timestamp></tuple><note>all</note><dm:person id="p"><rpid:activities><rpid:away/></rpid:activities>' +
  '<rpid:user-input>idle</rpid:user-input><dm:note>out</dm:note></dm:person></presence>'

/** What a document says, or null where it is none. */
function read(input: Uint8Array | string): Pidf | null {
  try {
    return parsePidf(input)
  } catch (error) {
    if (error instanceof PidfError) return null
    throw error
  }
}

export const target = {
  name: 'pidf',
  seeds: [new TextEncoder().encode(document)],
  dictionary: ['<!DOCTYPE x [', '<![CDATA[', ']]>', '&#0;', '&#xD;', 'xmlns=""', '<tuple id="', 'id=" "', '<rpid:', '\ufeff'],

  /** Throws when reading throws anything but PidfError, or when what can be printed of it does not read the same. */
  run(input: Uint8Array): void {
    const pidf = read(input)
    if (pidf === null) return
    let printed: string
    try {
      printed = printPidf(pidf)
    } catch (error) {
      // Others may call their tuples and activities what is no name in XML.
      if (error instanceof PidfError && error.fault === 'bad-value') return
      throw error
    }
    deepStrictEqual(parsePidf(printed), pidf)
  },
}
