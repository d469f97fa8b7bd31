import { type Body, PluginError } from '../plugin.ts'
import { FakeRoom, type RoomView } from './room.ts'

/** Which generation of Janus speaks: 1.x names the streams of a publisher, 0.x knows one audio and one video of each. */
export type ApiForm = '1.x' | '0.x'

const CODECS = /^(vp8|vp9|h264|av1|h265)(,(vp8|vp9|h264|av1|h265))*$/

/** The rooms of one Janus, and what can be asked of them on any handle (janus_videoroom.c of Janus 1.1.2; error texts are its own). */
export class FakeRooms {
  readonly form: ApiForm
  readonly #rooms = new Map<number, FakeRoom>()

  constructor(form: ApiForm) {
    this.form = form
  }

  get views(): readonly RoomView[] {
    return [...this.#rooms.values()].map(({ view }) => view)
  }

  /** Throws PluginError where there is none. */
  find(id: unknown): FakeRoom {
    const room = this.#rooms.get(Number(id))
    if (!room) throw new PluginError(426, `No such room (${id})`)
    return room
  }

  answer(body: Body): Body {
    switch (body.request) {
      case 'create':
        return this.#create(body)
      case 'destroy':
        return this.#destroy(body)
      case 'list':
        return this.#list()
      case 'listparticipants':
        return this.#participants(body)
      case 'kick':
        return this.#kick(body)
      default:
        return this.#moderate(body)
    }
  }

  #create(body: Body): Body {
    const id = Number(body.room)
    if (!Number.isSafeInteger(id) || id <= 0)
      throw new PluginError(430, 'Invalid element type (room should be a positive integer)')
    if (body.videocodec !== undefined && !CODECS.test(String(body.videocodec)))
      throw new PluginError(430, 'Invalid element (videocodec can only be or contain vp8, vp9, av1, h264 or h265)')
    if (this.#rooms.has(id)) throw new PluginError(427, `Room ${id} already exists`)
    this.#rooms.set(id, new FakeRoom(id, this.form, body))
    return { videoroom: 'created', room: id, permanent: false }
  }

  #destroy(body: Body): Body {
    const room = this.#findOwn(body)
    this.#rooms.delete(room.id)
    for (const publisher of room.publishers) publisher.destroyed()
    return { videoroom: 'destroyed', room: room.id, permanent: false }
  }

  #list(): Body {
    const rooms = [...this.#rooms.values()].filter(({ settings }) => settings.is_private !== true)
    return { videoroom: 'success', list: rooms.map(({ id, description }) => ({ room: id, description })) }
  }

  #participants(body: Body): Body {
    const room = this.find(body.room)
    const participants = room.publishers.map(({ id, display, up }) => ({ id, ...(display ? { display } : {}), publisher: up }))
    return { videoroom: 'participants', room: room.id, participants }
  }

  #kick(body: Body): Body {
    const room = this.#findOwn(body)
    this.#findIn(room, body.id).kicked()
    return { videoroom: 'success' }
  }

  #moderate(body: Body): Body {
    const room = this.#findOwn(body)
    const publisher = this.#findIn(room, body.id)
    if (this.form === '1.x') {
      for (const element of ['mid', 'mute']) {
        if (body[element] === undefined) throw new PluginError(429, `Missing mandatory element (${element})`)
      }
      publisher.moderate(String(body.mid), body.mute === true)
    } else if (typeof body.mute_audio === 'boolean') {
      for (const { mid, kind } of publisher.media) if (kind === 'audio') publisher.moderate(mid, body.mute_audio)
    }
    return { videoroom: 'success' }
  }

  /** The room, where the secret is known. */
  #findOwn(body: Body): FakeRoom {
    const room = this.find(body.room)
    if (room.settings.secret === undefined || room.settings.secret === body.secret) return room
    if (body.secret === undefined) throw new PluginError(429, 'Missing mandatory element (secret)')
    throw new PluginError(433, 'Unauthorized (wrong secret)')
  }

  #findIn(room: FakeRoom, id: unknown) {
    const publisher = room.find(id)
    if (!publisher) throw new PluginError(428, `No such user ${id} in room ${room.id}`)
    return publisher
  }
}
