import { type Jid, parseJid } from '@weft/protocols/xmpp/jid'
import { expect, test } from 'vitest'
import { StillClock } from '../../../../../test/scenarios/support/still-clock.ts'
import { AwaitedAnswers } from './awaited-answers.ts'

const address = (text: string): Jid => parseJid(text) ?? { local: null, domain: '', resource: null }
const [ROMEO, JULIET, TYBALT] = [address('romeo@sip.test/sip'), address('juliet@capulet.lit'), address('tybalt@capulet.lit')]

/** Somebody waits for what becomes of m1; `more`: how often he wants to hear. */
function waiting(more = 0) {
  const clock = new StillClock()
  const answers = new AwaitedAnswers(clock)
  const heard: string[] = []
  let left = more
  const wait = (id = 'm1') => answers.wait(ROMEO, JULIET, id, 1000, ({ kind }) => heard.push(`${id} ${kind}`) > 0 && left-- > 0)
  wait()
  const came = (from: Jid, to: Jid, id = 'm1') => answers.came({ kind: 'received' }, { from, to }, id)
  return { clock, answers, heard, wait, came }
}

test('whoever it was said to may answer, with any device, once', () => {
  const { came, heard, clock } = waiting()
  expect(came(address('juliet@capulet.lit/balcony'), address('romeo@sip.test/phone'))).toBe(true)
  expect(came(JULIET, ROMEO)).toBe(false)
  clock.pass(5000)
  expect(heard).toEqual(['m1 received'])
})

test('nobody else may, nor for another message', () => {
  const { came, heard } = waiting()
  expect([came(TYBALT, ROMEO), came(JULIET, TYBALT), came(JULIET, ROMEO, 'm2')]).toEqual([false, false, false])
  expect(heard).toEqual([])
})

test('who wants more hears more, until his patience ends', () => {
  const { came, heard, clock } = waiting(1)
  came(JULIET, ROMEO)
  clock.pass(1000)
  expect([came(JULIET, ROMEO), heard]).toEqual([false, ['m1 received', 'm1 silence']])
})

test('what is forgotten, waited for anew, or closed, leaves no timer behind', () => {
  const { answers, heard, wait, clock } = waiting()
  wait()
  expect([heard, clock.size]).toEqual([['m1 silence'], 1])
  answers.forget(ROMEO, JULIET, 'm1')
  expect([heard.length, clock.size]).toEqual([1, 0])
  wait('m2')
  answers.close()
  expect([heard, clock.size]).toEqual([['m1 silence', 'm2 silence'], 0])
})

test('of too many the oldest are given up', () => {
  const { heard, wait, clock } = waiting()
  for (let at = 2; at <= 20_001; at++) wait(`m${at}`)
  expect([heard, clock.size]).toEqual([['m1 silence'], 20_000])
})
