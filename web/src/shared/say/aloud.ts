// Reading aloud, by the phone's own voice.
import { ref } from 'vue'
import { lang } from '../text/t'

/** Whether this phone can read aloud; where not, no loudspeaker is shown. */
export const canSpeak = typeof speechSynthesis !== 'undefined'

/** The text that is being read; "" in silence. */
export const reading = ref('')

/** Reads text, in place of anything being read. */
export function readAloud(text: string): void {
  if (!canSpeak) return
  speechSynthesis.cancel()
  const words = new SpeechSynthesisUtterance(text)
  words.lang = lang() === 'zh' ? 'zh-CN' : 'en'
  words.rate = 0.9 // a little slower than the default, for older ears
  words.onend = words.onerror = () => {
    if (reading.value === text) reading.value = ''
  }
  reading.value = text
  speechSynthesis.speak(words)
}

/** Stops reading. */
export function hush(): void {
  if (!canSpeak) return
  speechSynthesis.cancel()
  reading.value = ''
}
