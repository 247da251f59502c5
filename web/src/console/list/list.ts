// What a list is made of: its columns, its filters, and where it stands.

export type Mark = 'plain' | 'good' | 'warning' | 'danger' | 'lamp' | 'primary'

/** One column of a table. */
export interface Column<T> {
  key: string
  label: string
  text: (row: T) => string
  /** A second, quieter line below. */
  second?: (row: T) => string
  /** Shown as a word in colour. */
  mark?: (row: T) => Mark
  /** Figures stand at the end. */
  figure?: boolean
  /** Not shown until it is chosen. */
  spare?: boolean
}

/** One thing that a list is narrowed by; its key is the query's. */
export interface Filter {
  key: string
  label: string
  /** search is what / goes to. A day is a date; choice has its choices. */
  kind: 'search' | 'text' | 'choice' | 'day' | 'region' | 'hidden'
  choices?: { value: string; label: string }[]
  /** What no choice stands for, if not everything. */
  all?: string
  hint?: string
  /** Somebody's name or number: not written into the address, nor the browser's history. */
  hidden?: boolean
}

/** What the server gives. */
export interface Page<T> {
  items: T[] | null
  next?: string
}

export type Query = Record<string, string>

/** The address's values as plain texts. */
export function plain(query: Record<string, unknown>): Query {
  const out: Query = {}
  for (const key in query) {
    const value = query[key]
    if (typeof value === 'string' && value !== '') out[key] = value
  }
  return out
}
