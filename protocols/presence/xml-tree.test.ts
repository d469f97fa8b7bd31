import { expect, test } from 'vitest'
import { childOf, childrenOf, readXmlTree } from './xml-tree.ts'

const LIMITS = { length: 200, depth: 4 }

function read(document: string) {
  return readXmlTree(document, LIMITS, (fault) => new Error(fault))
}

test('a document is read as a tree with namespaces, attributes and text', () => {
  const root = read('<a xmlns="urn:a" xmlns:b="urn:b" x="1" b:x="2"> <c>one</c><b:c>other</b:c><c> t<d/>wo </c></a>')
  expect([...root.attributes]).toEqual([['x', '1']])
  expect(childOf(root, 'c', 'urn:a')?.text).toBe('one')
  expect(childrenOf(root, 'c', 'urn:a').map(({ text }) => text)).toEqual(['one', 'two'])
  expect(childOf(root, 'c', 'urn:b')?.text).toBe('other')
})

test('what is not there has no children', () => {
  expect(childOf(read('<a/>'), 'b', '')).toBeNull()
  expect(childrenOf(null, 'b', '')).toEqual([])
})

test.each([
  ['not-well-formed', '<a>'],
  ['not-well-formed', ''],
  ['too-deep', '<a><a><a><a><a/></a></a></a></a>'],
  ['too-large', `<a>${'x'.repeat(200)}</a>`],
  ['not-allowed', '<!DOCTYPE a><a/>'],
])('%s: %j is refused', (fault, document) => {
  expect(() => read(document)).toThrow(fault)
})
