import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RoomFileAddress, RoomFileApplication, RoomUploadOutcome } from '../../ports/room-file-application.ts'
import { attachmentOf } from './content-disposition.ts'
import { giveFile } from './file-download.ts'
import { prepareFileScope } from './file-scope.ts'
import { answerUpload, type FileRouteNeeds, type UploadAnswers } from './file-upload.ts'
import { say } from './plain-answer.ts'
import type { HttpRoutes } from './server.ts'

const ROOT = '/webrtcgateway/filesharing'
const FILE = `${ROOT}/:room/:session/:name`
/** s */
const PATIENCE = 60

const ANSWERS: UploadAnswers<RoomUploadOutcome> = {
  stored: [200, 'OK'],
  forbidden: [403, 'Forbidden'],
  wait: [429, 'Too many requests', PATIENCE],
  taken: [409, 'Another file has this name'],
  'too-large': [413, 'The file is too large'],
  'too-many': [503, 'Too many uploads at a time', 30],
  'room-full': [507, 'There is no room left for files in this room'],
  'disk-full': [507, 'There is no room left for files'],
}

/** Uploads and downloads of files in video rooms (sylkrtc-protocol §7.2). Bodies pass through; nothing holds one whole. */
export function roomFileRoutes(application: RoomFileApplication, needs: FileRouteNeeds): HttpRoutes {
  const upload = (request: FastifyRequest<{ Params: RoomFileAddress }>, reply: FastifyReply) =>
    answerUpload(request, reply, needs, (body) => application.upload({ ...request.params, ...body }), ANSWERS)

  const download = async (request: FastifyRequest<{ Params: RoomFileAddress }>, reply: FastifyReply) => {
    const file = await application.find(request.params, needs.addressOf(request.raw))
    if (file === 'missing') return say(reply, 404, 'Not found')
    if (file === 'forbidden') return say(reply, 403, 'Forbidden')
    if (file === 'wait') return say(reply.header('Retry-After', PATIENCE), 429, 'Too many requests')
    // The next room of that name may have another file of that name.
    return giveFile(request, reply.header('Cache-Control', 'private, no-cache'), file, attachmentOf(file.name))
  }

  return (app) => {
    prepareFileScope(app, ROOT)
    app.route({ method: ['GET', 'HEAD'], url: FILE, handler: download })
    app.route({ method: 'POST', url: FILE, config: { ownBodyLimit: true }, handler: upload })
  }
}
