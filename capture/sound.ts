const LOW_HZ = 220
const HIGH_HZ = 660
const CHIME_HZ = [784, 1047]
const LOUDNESS = 0.12
const FADE_SECONDS = 0.25

export interface Sound {
  /** A tone that is higher the further (0 … 1) a movement has gone; it fades where nothing follows. */
  progress(progress: number): void
  /** Two notes: a step is completed. */
  chime(): void
}

/** Loaded when sound is turned on for the first time. */
export const createSound = (context: AudioContext): Sound => {
  const play = (hertz: number, at: number) => {
    const [tone, gain] = [context.createOscillator(), context.createGain()]
    tone.frequency.value = hertz
    gain.gain.setValueAtTime(0, at)
    gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02)
    gain.gain.setTargetAtTime(0, at + 0.05, FADE_SECONDS / 3)
    tone.connect(gain).connect(context.destination)
    tone.start(at)
    tone.stop(at + FADE_SECONDS * 2)
  }
  return {
    progress: (progress) => play(LOW_HZ * (HIGH_HZ / LOW_HZ) ** progress, context.currentTime),
    chime() {
      for (const [index, hertz] of CHIME_HZ.entries()) play(hertz, context.currentTime + index * 0.14)
    },
  }
}
