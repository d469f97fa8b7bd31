import { deepStrictEqual } from 'node:assert'
import { parseJson } from '../../../server/src/adapters/address-book/json.ts'
import { readEntry, readLists } from '../../../server/src/adapters/address-book/read-entry.ts'
import { refusalText } from '../../../server/src/adapters/address-book/xcap-answer.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const contact =
  '{"id":"c1","name":"Bob","uris":[{"id":"u1","uri":"bob@example.com","type":null,"attributes":null}],"dialog":{"policy":"default","subscribe":false},' +
  '"presence":{"policy":"","subscribe":true},"attributes":{"a":[{"b":null}]},"default_uri":{"id":"u2","uri":"b@c"}}'

export const target = {
  name: 'address-book',
  seeds: [
    encode(`{"contacts":[${contact}],"groups":[{"id":"g1","name":"","contacts":[${contact}]}],"policies":[]}`),
    encode(
      '{"policies":[{"id":"p","name":"","uri":"x@y","dialog":{"policy":"","subscribe":false},"presence":{"policy":"","subscribe":false}}]}',
    ),
    encode('{"detail":[{"loc":["body"],"msg":"field required"}]}'),
  ],
  dictionary: [
    '"contacts":',
    '"groups":',
    '"defaultUri":',
    '"attributes":',
    '"__proto__":',
    '"detail":',
    '"msg":',
    'null',
    '[{',
    '\\ud800',
  ],

  /** Throws when anything is thrown, or when an item that was read and written is another when it is read again. */
  run(input: Uint8Array): void {
    const body = new TextDecoder().decode(input)
    refusalText({ status: 422, body })
    for (const [type, items] of readLists(parseJson(body)) ?? []) {
      for (const item of items) {
        const entry = readEntry(type, item)
        if (entry) deepStrictEqual(readEntry(type, parseJson(JSON.stringify(entry.item))), entry)
      }
    }
  },
}
