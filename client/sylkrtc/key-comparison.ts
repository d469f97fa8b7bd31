import { armoredBlock } from '../pgp/armor.ts'

/** Whether two armoured public keys are the same, however their lines end and whatever is around them. */
export function comparePGPKeys(key1: string, key2: string): boolean {
  const [one, other] = [dataOf(key1), dataOf(key2)]
  return one !== null && one === other
}

/** What is between an armour's headers and its checksum, which programs write in their own ways (RFC 9580 §6.2). */
function dataOf(key: string): string | null {
  const block = armoredBlock(key, 'PUBLIC KEY BLOCK')
  const lines = block?.split('\n').map((line) => line.trim()) ?? []
  const empty = lines.indexOf('')
  return empty < 0
    ? null
    : lines
        .slice(empty + 1, -1)
        .filter((line) => line !== '' && !line.startsWith('='))
        .join('')
}
