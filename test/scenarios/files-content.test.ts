import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCertificate } from '../interop/certificate.ts'
import { FileServer } from './support/file-server.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-files-tls-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

/** Uploads in pieces of these sizes, one after the other without a pause; resolves with the status. */
function upload(url: string, agent: HttpAgent, body: Buffer, pieces: readonly number[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Length': body.length }
    const options = { method: 'POST', headers, agent }
    const outgoing = url.startsWith('https:')
      ? httpsRequest(url, { ...options, rejectUnauthorized: false })
      : httpRequest(url, options)
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    for (let offset = 0, piece = 0; offset < body.length; piece++) {
      const end = offset + (pieces[piece % pieces.length] ?? 1)
      outgoing.write(body.subarray(offset, end))
      offset = end
    }
    outgoing.end()
  })
}

async function tlsIdentity() {
  const { certificate, key } = await makeCertificate(directory)
  return { cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
}

test.each(['http', 'https'])('what is uploaded by %s is what is kept, in whatever pieces it comes', async (scheme) => {
  const server = await FileServer.start(scheme === 'https' ? { tls: await tlsIdentity() } : {})
  const agent =
    scheme === 'https' ? new HttpsAgent({ keepAlive: true, maxSockets: 2 }) : new HttpAgent({ keepAlive: true, maxSockets: 2 })
  const bodies = [3_000_000, 1, 70_000, 65_536, 1_000_003].map((size) => randomBytes(size))
  const statuses = await Promise.all(
    bodies.map((body, index) => upload(server.uploadUrl(`t${index}`, 'a.bin'), agent, body, [65_536, 7, 16_384, 100_000])),
  )
  expect(statuses).toEqual(bodies.map(() => 200))
  for (const [index, body] of bodies.entries()) {
    const file = server.announced.find(({ id }) => id === `t${index}`)
    expect(Buffer.from(file?.sha1 ?? []).toString('hex')).toBe(createHash('sha1').update(body).digest('hex'))
    expect(file?.size).toBe(body.length)
  }
  const kept = server.contents.map((content) => createHash('sha1').update(content).digest('hex')).sort()
  expect(kept).toEqual(bodies.map((body) => createHash('sha1').update(body).digest('hex')).sort())
  agent.destroy()
  await server.stop()
})
