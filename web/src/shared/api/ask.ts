// Reads that are no plain ones; kept apart, so that the first screen is light.
import { address, body, headers, reach } from './client'
import { readProblem } from './problem'
import { end, session } from './session'
import type { Answer, Body, PathOf, Where } from './types'

/** Asks with a body: a question, so it is neither kept nor sent again. */
export async function ask<P extends PathOf<'post'>>(path: P, question: Body<P, 'post'>, signal?: AbortSignal): Promise<Answer<P, 'post'>> {
  const all = { ...headers(), 'Content-Type': 'application/json' }
  const answer = await reach(address(path), { method: 'POST', headers: all, body: JSON.stringify(question) }, signal)
  if (answer.ok) return body(answer) as Answer<P, 'post'>
  throw readProblem(answer.status, answer.text)
}

/** Reads a file that is not for everybody, such as a PDF: a link alone would not say who asks. */
export async function getFile<P extends PathOf<'get'>>(path: P, where: Where<P, 'get'>): Promise<Blob> {
  const answer = await reach(address(path, where), { method: 'GET', headers: { ...headers(), Accept: '*/*' } }, undefined, 60_000, true)
  if (answer.file) return answer.file
  if (answer.status === 401 && session.token) end(true)
  throw readProblem(answer.status, answer.text)
}
