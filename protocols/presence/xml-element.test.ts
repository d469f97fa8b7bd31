import { expect, test } from 'vitest'
import { xmlElement, xmlValue } from './xml-element.ts'

test('an element is printed with its attributes and what is in it, without what is null', () => {
  expect(xmlElement('user', { entity: 'sip:a@b', state: null, size: 3 }, [xmlValue('name', 'x'), null])).toBe(
    '<user entity="sip:a@b" size="3"><name>x</name></user>',
  )
})

test('an element with nothing in it is closed at once, and a value that is null is no element', () => {
  expect(xmlElement('users', {}, [])).toBe('<users/>')
  expect(xmlValue('subject', '')).toBe('<subject/>')
  expect(xmlValue('subject', null)).toBeNull()
  expect(xmlValue('active', false)).toBe('<active>false</active>')
})

test('nothing in a value becomes markup', () => {
  expect(xmlValue('name', '</name>&"\r\n')).toBe('<name>&lt;/name&gt;&amp;"&#13;\n</name>')
  expect(xmlElement('file', { name: '"><x a="&\t\r\n' }, [])).toBe('<file name="&quot;&gt;&lt;x a=&quot;&amp;&#9;&#13;&#10;"/>')
})

test.each(['\0', '\u001b', '\ud800', '\ufffe'])('%j, which XML cannot carry, is replaced', (character) => {
  expect(xmlValue('name', `a${character}b`)).toBe('<name>a\ufffdb</name>')
  expect(xmlElement('file', { name: `a${character}b` }, [])).toBe('<file name="a\ufffdb"/>')
})
