// What went wrong, as the server says it (RFC 9457) or as the phone sees it.
import { t } from '../text/t'

export interface FieldProblem {
  /** Where in the request: "body.pay.minor". */
  path: string
  code: string
  /** One sentence. */
  detail: string
  /** The rule behind it, if there is one. */
  source: string
}

/** Problems that the phone finds by itself. */
export type PhoneCode = 'client.offline' | 'client.slow' | 'client.unreadable' | 'client.expired'

export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly fields: readonly FieldProblem[]
  /** The rule behind a refusal, as it is cited: 劳动法第十五条. */
  readonly source: string

  constructor(status: number, code: string, sentence: string, fields: readonly FieldProblem[] = [], source = '') {
    super(sentence)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.fields = fields
    this.source = source
  }

  /** The sentence about one field; "" if that field is fine. "pay" also finds "body.pay.minor" and "body.pay[0]". */
  at(path: string): string {
    const full = path.startsWith('body.') ? path : `body.${path}`
    return this.fields.find((f) => f.path === full || f.path.startsWith(full + '.') || f.path.startsWith(full + '['))?.detail ?? ''
  }
}

/** A problem that has no document: no net, no answer in time. */
export const phoneProblem = (code: PhoneCode): Problem => new Problem(0, code, t(`problem.${code}`))

/** Reads a refusing answer. One that is no problem document still gets a sentence. */
export function readProblem(status: number, content: string): Problem {
  let doc: Record<string, unknown> = {}
  try {
    doc = Object(JSON.parse(content)) as Record<string, unknown>
  } catch {
    // Something between us and the server answered; its text is not for people.
  }
  const code = text(doc.code) || `http.${status}`
  const fields = Array.isArray(doc.errors) ? doc.errors.map(field) : []
  return new Problem(status, code, text(doc.detail) || text(doc.title) || plain(status), fields, text(doc.source))
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function field(value: unknown): FieldProblem {
  const doc = Object(value) as Record<string, unknown>
  return { path: text(doc.path), code: text(doc.code), detail: text(doc.detail), source: text(doc.source) }
}

const plain = (status: number): string =>
  t(status === 404 ? 'problem.404' : status === 429 ? 'problem.429' : status === 401 ? 'problem.401' : 'problem.500')
