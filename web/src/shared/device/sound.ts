// 叮咚, made with Web Audio: no file, no download.
import { prefs } from '../prefs'

type AudioClass = typeof AudioContext
let audio: AudioContext | undefined

/**
 * Wakes the sound at the first touch: browsers keep silent until the person has
 * touched the page once. Called once, when the face starts.
 */
export function armSound(): void {
  const wake = () => {
    const Class = window.AudioContext ?? (window as unknown as { webkitAudioContext?: AudioClass }).webkitAudioContext
    if (!Class) return
    audio ??= new Class()
    void audio.resume()
    removeEventListener('pointerdown', wake)
    removeEventListener('keydown', wake)
  }
  addEventListener('pointerdown', wake)
  addEventListener('keydown', wake)
}

/** Two falling tones, and a short buzz where the phone can; nothing if muted. */
export function dingDong(): void {
  if (!prefs.sound) return
  if (!audio) return // not touched yet: browsers would refuse both
  if (navigator.vibrate) navigator.vibrate([120, 80, 120])
  if (audio.state !== 'running') return
  tone(audio, 988, 0) // B5
  tone(audio, 784, 0.28) // G5
}

function tone(on: AudioContext, hertz: number, after: number): void {
  const from = on.currentTime + after
  const voice = on.createOscillator()
  const loud = on.createGain()
  voice.frequency.value = hertz
  loud.gain.setValueAtTime(0.0001, from)
  loud.gain.exponentialRampToValueAtTime(0.5, from + 0.02)
  loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.6)
  voice.connect(loud)
  loud.connect(on.destination)
  voice.start(from)
  voice.stop(from + 0.65)
}
