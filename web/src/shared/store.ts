// What this phone remembers. A browser may forbid storage (private windows,
// full disk): then things are remembered until the page is closed.

const spare = new Map<string, string>()
const prefix = 'yilu.'

export function recall<T>(key: string): T | undefined {
  try {
    const text = spare.get(key) ?? localStorage.getItem(prefix + key)
    return text ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}

export function remember(key: string, value: unknown): void {
  const text = JSON.stringify(value)
  try {
    localStorage.setItem(prefix + key, text)
    spare.delete(key)
  } catch {
    spare.set(key, text)
  }
}

export function forget(key: string): void {
  spare.delete(key)
  try {
    localStorage.removeItem(prefix + key)
  } catch {
    // Nothing was kept, so there is nothing to remove.
  }
}

/** The keys remembered that begin with start, in no order. */
export function remembered(start: string): string[] {
  const keys = new Set([...spare.keys()].filter((k) => k.startsWith(start)))
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i) ?? ''
      if (key.startsWith(prefix + start)) keys.add(key.slice(prefix.length))
    }
  } catch {
    // Only the spare ones, then.
  }
  return [...keys]
}
