import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCertificate } from '../interop/certificate.ts'
import { SylkClient } from './support/client.ts'
import { type Ini, startWeft } from './support/server.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-https-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

/** A PEM with certificate and key in one file, as operators have it. */
async function identity(name: string): Promise<Ini> {
  const folder = mkdtempSync(join(directory, name))
  const { certificate, key } = await makeCertificate(folder)
  appendFileSync(certificate, readFileSync(key))
  return { 'config.ini': { WebServer: { certificate } } }
}

function serialNumber(url: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().serialNumber)
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

test('with a certificate the server speaks HTTPS and WSS', async () => {
  const weft = await startWeft(await identity('a'))
  expect(weft.url).toMatch(/^https:/)
  const client = await SylkClient.connect(weft.url)
  expect(await client.request('ping')).toBe('ack')
  await client.close()
  await weft.stop()
})

test('a reload brings a new certificate without dropping anybody', async () => {
  const weft = await startWeft(await identity('a'))
  const client = await SylkClient.connect(weft.url)
  const before = await serialNumber(weft.url)
  weft.reload(await identity('b'))
  expect(await serialNumber(weft.url)).not.toBe(before)
  expect(await client.request('ping')).toBe('ack')
  await client.close()
  await weft.stop()
})

test('a certificate that cannot be used stops the start, and leaves a running server as it was', async () => {
  const broken: Ini = { 'config.ini': { WebServer: { certificate: join(directory, 'missing.pem') } } }
  await expect(startWeft(broken)).rejects.toThrow('missing.pem cannot be read')
  const weft = await startWeft(await identity('a'))
  const before = await serialNumber(weft.url)
  expect(() => weft.reload(broken)).toThrow('missing.pem cannot be read')
  expect(await serialNumber(weft.url)).toBe(before)
  await weft.stop()
})
