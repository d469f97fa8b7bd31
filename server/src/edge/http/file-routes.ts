import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileAddress, FileApplication, UploadOutcome } from '../../ports/file-application.ts'
import { dispositionOf } from './content-disposition.ts'
import { giveFile } from './file-download.ts'
import { prepareFileScope } from './file-scope.ts'
import { answerUpload, type FileRouteNeeds, letGo, type UploadAnswers } from './file-upload.ts'
import { say } from './plain-answer.ts'
import type { HttpRoutes } from './server.ts'

const ROOT = '/webrtcgateway/filetransfer'
const FILE = `${ROOT}/:sender/:receiver/:id/:name`
const CANCEL = `${ROOT}/cancel/:id`

const ANSWERS: UploadAnswers<UploadOutcome> = {
  stored: [200, 'OK'],
  forbidden: [403, 'Forbidden'],
  nobody: [404, 'Not found'],
  taken: [409, 'Another file has this transfer id'],
  'too-large': [413, 'The file is too large'],
  'too-many': [503, 'Too many uploads at a time', 30],
  'share-full': [507, 'There is no room left for files of this account'],
  'disk-full': [507, 'There is no room left for files'],
}

/** Uploads and downloads of files between two accounts (sylkrtc-protocol §7.3). Bodies pass through; nothing holds one whole. */
export function fileRoutes(application: FileApplication, needs: FileRouteNeeds): HttpRoutes {
  const { clock, addressOf } = needs
  const upload = (request: FastifyRequest<{ Params: FileAddress }>, reply: FastifyReply) => {
    const { params, raw } = request
    const contentType = raw.headers['content-type'] ?? ''
    return answerUpload(request, reply, needs, (body) => application.upload({ ...params, ...body, contentType }), ANSWERS)
  }

  const download = async (request: FastifyRequest<{ Params: FileAddress }>, reply: FastifyReply) => {
    const file = await application.find(request.params, addressOf(request.raw))
    if (file === 'missing') return say(reply, 404, 'Not found')
    if (file === 'wait') return say(reply.header('Retry-After', '60'), 429, 'Too many requests')
    // Whoever has the URL may have the file, and nobody else.
    return giveFile(request, reply.header('Cache-Control', 'private'), file, dispositionOf(file.name))
  }

  const cancel = async ({ params: { id }, raw }: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) => {
    const cancelled = application.cancel(id, addressOf(raw))
    letGo(raw, clock)
    return say(reply, 200, cancelled ? `Cancelled upload ${id}\n` : `No active upload with transfer_id ${id}\n`)
  }

  return (app) => {
    prepareFileScope(app, ROOT)
    app.route({ method: ['GET', 'POST'], url: CANCEL, exposeHeadRoute: false, handler: cancel })
    app.route({ method: ['GET', 'HEAD'], url: FILE, handler: download })
    app.route({ method: 'POST', url: FILE, config: { ownBodyLimit: true }, handler: upload })
  }
}
