// The made-up people that visitors of the demo can be.
import { boot } from './boot'
import { headers } from './client'

interface Both {
  zh: string
  en: string
}

export interface DemoAccount {
  phone: string
  /** Empty where there is no real name yet. */
  name: string
  roles: string[]
  note: string | Both
}

/** Who can be logged in as; nobody where this is no demo, or it has no such list. */
export async function demoAccounts(): Promise<DemoAccount[]> {
  if (!boot.demo) return []
  try {
    const answer = await fetch(`${boot.api ?? ''}/demo/accounts`, { headers: headers() })
    if (!answer.ok) return []
    const list = (await answer.json()) as DemoAccount[] | { items: DemoAccount[] }
    return Array.isArray(list) ? list : list.items
  } catch {
    return []
  }
}
