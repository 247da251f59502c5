// Short news at the foot of the page, also told to screen readers.
import { shallowReactive } from 'vue'

export interface News {
  id: number
  text: string
  /** bad stays until it is closed. */
  kind: 'good' | 'plain' | 'bad'
}

export const news: News[] = shallowReactive([])
let last = 0

/** Tells the person something that needs no answer. */
export function say(text: string, kind: News['kind'] = 'plain'): void {
  const same = news.find((n) => n.text === text)
  if (same) drop(same.id)
  const id = ++last
  news.push({ id, text, kind })
  if (news.length > 3) news.shift()
  // Long enough to be read slowly: 5 s and a tenth per character.
  if (kind !== 'bad') setTimeout(() => drop(id), 5000 + text.length * 100)
}

/** Takes a piece of news away. */
export function drop(id: number): void {
  const at = news.findIndex((n) => n.id === id)
  if (at >= 0) news.splice(at, 1)
}
