// When someone has time, as a week of mornings, afternoons and evenings.

export interface Hours {
  /** 1 Monday to 7 Sunday. */
  weekday: number
  /** Minutes after midnight. */
  from: number
  to: number
}

export const parts = [
  { name: 'morning', from: 5 * 60, to: 12 * 60 },
  { name: 'afternoon', from: 12 * 60, to: 18 * 60 },
  { name: 'evening', from: 18 * 60, to: 24 * 60 },
] as const
export type Part = (typeof parts)[number]['name']

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** One field of the week: "1 morning". */
export type Cell = `${number} ${Part}`

export const cell = (weekday: number, part: Part): Cell => `${weekday} ${part}`
export const everyCell: Cell[] = []
weekdays.forEach((day) => parts.forEach((part) => everyCell.push(cell(day, part.name))))

/** The fields of which at least half is free: hours are also set elsewhere, and finer. */
export function cellsOf(hours: readonly Hours[]): Set<Cell> {
  const out = new Set<Cell>()
  for (const day of weekdays) {
    for (const part of parts) {
      const free = hours
        .filter((h) => h.weekday === day)
        .reduce((sum, h) => sum + Math.max(0, Math.min(h.to, part.to) - Math.max(h.from, part.from)), 0)
      if (free * 2 >= part.to - part.from) out.add(cell(day, part.name))
    }
  }
  return out
}

/** The hours of the fields; neighbours on a day become one stretch. */
export function hoursOf(cells: ReadonlySet<Cell>): Hours[] {
  const out: Hours[] = []
  for (const weekday of weekdays) {
    for (const { name, from, to } of parts) {
      if (!cells.has(cell(weekday, name))) continue
      const last = out[out.length - 1]
      if (last && last.weekday === weekday && last.to === from) last.to = to
      else out.push({ weekday, from, to })
    }
  }
  return out
}
