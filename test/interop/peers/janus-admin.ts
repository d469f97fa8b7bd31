import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Janus } from './janus.ts'

type Json = Readonly<Record<string, unknown>>

/** A handle as Janus' admin API shows it. `details`: what its plugin says of it. */
export interface AdminHandle {
  readonly plugin: string
  readonly details: Json
}

/** All handles that Janus has now, in all sessions. */
export async function janusHandles({ admin }: Pick<Janus, 'admin'>): Promise<readonly AdminHandle[]> {
  const socket = new WebSocket(admin.url, 'janus-admin-protocol')
  await once(socket, 'open')
  const ask = async (request: Json): Promise<Json> => {
    socket.send(JSON.stringify({ ...request, transaction: 'look', admin_secret: admin.secret }))
    const [data] = await once(socket, 'message')
    return JSON.parse(String(data))
  }
  try {
    const handles: AdminHandle[] = []
    for (const session_id of numbers((await ask({ janus: 'list_sessions' })).sessions))
      for (const handle_id of numbers((await ask({ janus: 'list_handles', session_id })).handles)) {
        const { info } = await ask({ janus: 'handle_info', session_id, handle_id })
        // It may be gone by the time it is asked for.
        if (isJson(info))
          handles.push({ plugin: String(info.plugin), details: isJson(info.plugin_specific) ? info.plugin_specific : {} })
      }
    return handles
  } finally {
    socket.close()
  }
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : []
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}
