import type { FastifyInstance } from 'fastify'
import { say } from './plain-answer.ts'

/** `type/subtype` of RFC 9110 §8.3.1: anything else fastify would refuse before we see it. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:[ \t]*;.*)?$/

/**
 * Makes a scope of the server fit for files below `root`: their bodies are left to the routes whatever their type is, and pages from anywhere may ask, also
 * beforehand (sylkrtc-protocol §7.2, §7.3).
 */
export function prepareFileScope(app: FastifyInstance, root: string): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _body, done) => done(null))
  app.addHook('onRequest', async ({ raw }, reply) => {
    reply.header('Access-Control-Allow-Origin', '*').header('Access-Control-Allow-Headers', 'content-type')
    if (!MEDIA_TYPE.test(raw.headers['content-type'] ?? '')) delete raw.headers['content-type']
  })
  app.options(`${root}/*`, async (_request, reply) => say(reply, 200, 'OK'))
}
