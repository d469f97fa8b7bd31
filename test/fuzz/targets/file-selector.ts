import { deepStrictEqual } from 'node:assert'
import { matchFile, parseFileSelector, printFileSelector } from '@weft/protocols/sdp/file-selector'

const seeds = [
  'name:"My photo.jpg" type:image/jpeg size:4092 hash:sha-1:72:24:5F:E8:65:3D:DA:F3:71:36:2F:86:D4:71:91:3E:E4:A2:CE:2E',
  'hash:sha1:72:24:5f:e8:65:3d:da:f3:71:36:2f:86:d4:71:91:3e:e4:a2:ce:2e',
  'hash:sha-256:00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F hash:md5:0A',
  'name:"the "best" 100% of%0D%0Ait%22.jpg" icon:x type:text/plain;charset="a b";x=y size:0',
]

export const target = {
  name: 'file-selector',
  seeds: seeds.map((seed) => new TextEncoder().encode(seed)),
  dictionary: ['name:"', '" size:', '" ', 'type:', ';x="', 'hash:sha-1:', 'hash:sha-256:', '%', '%22', '%FF', ' :', '\u0000'],

  /** Throws when reading throws, when what was read prints as something else or with a line end, or means another file than the one that it describes. */
  run(input: Uint8Array): void {
    const selector = parseFileSelector(new TextDecoder().decode(input).replace(/[\r\n]/g, ' '))
    if (!selector) return
    const printed = printFileSelector(selector)
    if (/[\r\n\0]/.test(printed)) throw new Error('a selector is more than one line')
    deepStrictEqual(parseFileSelector(printed), selector)
    const { name, type, size, hashes } = selector
    deepStrictEqual(matchFile(selector, { name: name ?? '', type, size: size ?? 0, hashes }), { matches: true })
  },
}
