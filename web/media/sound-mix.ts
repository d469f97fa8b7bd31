/** Two sounds as one, for a call that carries only one: a microphone, and what a shared screen plays. */
export interface SoundMix {
  readonly track: MediaStreamTrack
  /** Stops the mixing. The sounds that went into it go on. */
  end(): void
}

/** Mixes by WebAudio. Muting one of the sounds (`enabled`) mutes it in the mix. */
export function mixSounds(sounds: readonly MediaStreamTrack[]): SoundMix {
  const context = new AudioContext()
  const mix = context.createMediaStreamDestination()
  for (const sound of sounds) context.createMediaStreamSource(new MediaStream([sound])).connect(mix)
  const [track] = mix.stream.getAudioTracks()
  if (track === undefined) throw new TypeError('a destination has a track of its own')
  return {
    track,
    end() {
      track.stop()
      void context.close()
    },
  }
}
