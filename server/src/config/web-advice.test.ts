import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from './config.ts'

/** Options of [Web] about which `check-config` warns. */
function warnedAbout(web: string, gateway = ''): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'weft-web-advice-'))
  try {
    writeFileSync(join(directory, 'weft.ini'), `[Web]\n${web}\n`)
    writeFileSync(join(directory, 'webrtcgateway.ini'), `[General]\n${gateway}\n`)
    const { warnings } = loadConfig([{ path: directory, named: true }])
    return warnings.filter(({ section }) => section === 'Web').map(({ option }) => option ?? '')
  } finally {
    rmSync(directory, { recursive: true })
  }
}

test('TURN servers without credentials are of no use, and with the same for everybody of use to everybody', () => {
  expect(warnedAbout('ice_servers = turn:turn.example.com')).toEqual(['ice_servers'])
  expect(warnedAbout('ice_servers = turn:turn.example.com\nturn_username = a\nturn_password = b')).toEqual(['turn_password'])
  expect(warnedAbout('ice_servers = turn:turn.example.com\nturn_secret = north')).toEqual([])
  expect(warnedAbout('ice_servers = stun:turn.example.com')).toEqual([])
})

test('guests who are wanted need a domain that the server lets in', () => {
  expect(warnedAbout('guests = yes', 'sip_domains = example.com')).toEqual(['guests'])
  expect(warnedAbout('guests = yes', 'sip_domains = example.com, guest.example.com')).toEqual([])
  expect(warnedAbout('guests = no', 'sip_domains = example.com')).toEqual([])
  expect(warnedAbout('', 'sip_domains = example.com')).toEqual([])
})
