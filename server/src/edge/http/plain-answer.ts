import type { FastifyReply } from 'fastify'

/** Answers with a line for whoever looks at it. */
export function say(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain').send(text)
}
