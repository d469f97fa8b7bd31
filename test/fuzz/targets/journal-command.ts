import { deepStrictEqual } from 'node:assert'
import { parseConversationCommand, parseMessageId, printConversationCommand } from '@weft/protocols/im/journal-command'

const encode = (text: string) => new TextEncoder().encode(text)

export const target = {
  name: 'journal-command',
  seeds: [
    encode('{"contact":"bob@example.com"}'),
    encode('{"contact":"b@c","timestamp":"2026-07-17T08:41:52.123000+00:00"}'),
    encode(' 3f1e-1\r\n'),
  ],
  dictionary: ['"timestamp":', '"contact":', '"__proto__":', '\\ud800', '\\u0000', 'null', '+00:00'],

  /** Throws when parsing throws, or when printing does not keep what was read. */
  run(input: Uint8Array): void {
    const content = new TextDecoder().decode(input)
    const id = parseMessageId(content)
    if (id !== null) deepStrictEqual(parseMessageId(id), id)
    const command = parseConversationCommand(content)
    if (command) deepStrictEqual(parseConversationCommand(printConversationCommand(command)), command)
  },
}
