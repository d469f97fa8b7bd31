import { parseRequest } from '@weft/wire/request'
import { serverMessage } from '@weft/wire/server-message'
import { expect, test } from 'vitest'
import { exampleOf } from './api-reference-examples.ts'
import { buildPages, readReference } from './api-reference-pages.ts'
import { leaves } from './api-reference-schema.ts'

const reference = readReference()
const requests = [...reference.requests].flatMap(([name, schema]) => leaves(schema).map((variant) => ({ name, variant })))
const messages = [...reference.messages].flatMap(([name, variants]) => variants.map((variant) => ({ name, variant })))

test.each(requests)('the example of the request $name is a valid one', ({ variant }) => {
  const request = exampleOf(variant, { withOptional: false })
  expect(parseRequest(JSON.stringify(request))).toEqual({ kind: 'request', request })
})

test.each(messages)('the example of the message $name is one that a server may send', ({ variant }) => {
  const message = exampleOf(variant, { withOptional: true })
  expect(serverMessage.parse(message)).toEqual(message)
})

test('each request and each event has its section, and every link within the reference leads somewhere', () => {
  const pages = buildPages(reference)
  const anchors = new Set([...pages].flatMap(([file, text]) => headings(text).map((heading) => `${file}#${heading}`)))
  const links = [...pages].flatMap(([file, text]) =>
    [...text.matchAll(/\]\(([\w.-]*)#([\w-]+)\)/g)].map(([, to, at]) => `${to || file}#${at}`),
  )
  expect(links.length).toBeGreaterThan(reference.requests.size + reference.messages.size)
  expect(links.filter((link) => !anchors.has(link))).toEqual([])
})

test('no page has two headings of one name, so that links are unambiguous', () => {
  for (const text of buildPages(reference).values()) expect(new Set(headings(text)).size).toBe(headings(text).length)
})

test('every field says what it means', () => {
  for (const [file, text] of buildPages(reference)) {
    const silent = text.split('\n').filter((row) => /^\| `\w+` \| [^`].*\|\s*\|$/.test(row))
    expect(silent, file).toEqual([])
  }
})

test('a request that is on no page is noticed', () => {
  const more = new Map([...reference.requests, ['account-dance', {}]])
  expect(() => buildPages({ ...reference, requests: more })).toThrow('account-dance stands on 0 pages')
})

function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'))
}
