import type { SharedFile } from '../room-event.ts'

/** Characters of an address, a name or a session in a note: no client may send longer ones. */
const LONGEST_TEXT = 4_096

/** What is noted beside a room's file: what clients are told of it, as SylkServer has it (sylkrtc-protocol §7.2). */
export function printNote({ name, size, uploader, session }: SharedFile): string {
  const { uri, displayName } = uploader
  return JSON.stringify({ filename: name, filesize: size, uploader: { uri, display_name: displayName }, session })
}

/** Who shared a file, as its note says; null where it is none. Name and size are those of the file itself. */
export function parseNote(note: string): Pick<SharedFile, 'uploader' | 'session'> | null {
  const fields = fieldsOf(note)
  const { session, uploader } = { session: textOf(fields.get('session')), uploader: partsOf(fields.get('uploader')) }
  const uri = textOf(uploader.get('uri'))
  if (session === null || uri === null) return null
  return { session, uploader: { uri, displayName: textOf(uploader.get('display_name')) ?? '' } }
}

function fieldsOf(json: string): ReadonlyMap<string, unknown> {
  try {
    return partsOf(JSON.parse(json))
  } catch {
    return new Map()
  }
}

function partsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.length <= LONGEST_TEXT ? value : null
}
