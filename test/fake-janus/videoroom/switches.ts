import { type Body, PluginError } from '../plugin.ts'
import type { ApiForm } from './rooms.ts'

interface Switched {
  readonly kind: 'audio' | 'video'
  readonly mid: string
  sends: boolean
}

/**
 * Carries out the `send`, `audio` and `video` of a `configure`, and tells of the rest for each of the media that is meant. 1.x looks at `audio` and
 * `video` only where no stream is named, 0.x at nothing else.
 */
export function configure<T extends Switched>(
  body: Body,
  media: readonly T[],
  form: ApiForm,
  { noSuch, more }: { noSuch: (mid: string) => string; more: (media: T, wished: Body) => void },
): void {
  const streams = form === '1.x' && Array.isArray(body.streams) ? (body.streams as Body[]) : null
  if (!streams) {
    for (const one of media) {
      const sends = body[one.kind]
      if (typeof sends === 'boolean') one.sends = sends
      more(one, body)
    }
    return
  }
  const named = streams.map((wished) => {
    const found = media.find(({ mid }) => mid === wished.mid)
    if (!found) throw new PluginError(428, noSuch(String(wished.mid)))
    return [found, wished] as const
  })
  for (const [one, wished] of named) {
    if (typeof wished.send === 'boolean') one.sends = wished.send
    more(one, wished)
  }
}
