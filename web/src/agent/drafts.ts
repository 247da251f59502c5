// Drafts of people to be registered, kept on this device until they are sent: in
// the browser's own database, sealed with a key that can't leave this browser.
// Once sent, what was typed is removed; who it was stays, masked.
import { reactive } from 'vue'
import { newKey } from '@/shared/api/client'
import { session } from '@/shared/api/session'

export interface Form {
  name: string
  kind: string
  document: string
  birth: string
  phone: string
  region: string
  trades: string[]
  reach: 'village' | 'town' | 'county'
  when: string
}

export interface Given {
  kind: string
  version: string
}

/**
 * editing: still being written. unsent: it goes as soon as there is a network.
 * sending: on its way. sent: registered. refused: the server said why.
 */
export type DraftState = 'editing' | 'unsent' | 'sending' | 'sent' | 'refused'

export interface Draft {
  /** Names it on this device. */
  id: string
  /** The Idempotency-Key: the server takes each once, however often it is sent. */
  key: string
  /** Who wrote it; only they see and send it. */
  owner: string
  form: Form
  given: Given[]
  state: DraftState
  /** How often it was sent without an answer. */
  tries: number
  /** Agreed to exactly these differences. */
  match: string
  problem?: { code: string; message: string; fields: Record<string, string> }
  answer?: { person: string; name: string; slip: string; expires: string; outcome: string }
  /** When it was last changed, in milliseconds. */
  at: number
}

export const noForm = (): Form => ({ name: '', kind: 'citizen_id', document: '', birth: '', phone: '', region: '', trades: [], reach: 'town', when: 'any' })

/** All drafts of this device, newest first; reactive. */
export const drafts: Draft[] = reactive([])

export const mine = (): Draft[] => drafts.filter((draft) => draft.owner === session.person)

interface Sealed {
  id: string
  iv?: Uint8Array<ArrayBuffer>
  body: ArrayBuffer | string
}

let base: IDBDatabase | undefined
let seal: CryptoKey | undefined

/** Opens what is kept. A browser without a store keeps drafts until the page closes. */
export async function openDrafts(): Promise<void> {
  try {
    base = await open()
    seal = await ownKey(base)
    for (const row of await all<Sealed>(base, 'draft')) {
      const draft = await unseal(row).catch(() => undefined)
      if (!draft) continue
      if (draft.state === 'sending') draft.state = 'unsent' // the page was closed in between: the key makes it one
      drafts.push(draft)
    }
    drafts.sort((a, b) => b.at - a.at)
  } catch {
    base = undefined
  }
}

/** Whether drafts outlive this page. */
export const lasting = (): boolean => base !== undefined

export async function begin(): Promise<Draft> {
  const draft: Draft = { id: newKey(), key: newKey(), owner: session.person, form: noForm(), given: [], state: 'editing', tries: 0, match: '', at: Date.now() }
  drafts.unshift(draft)
  await keep(drafts[0]!)
  return drafts[0]!
}

/** Writes a draft down. */
export async function keep(draft: Draft): Promise<void> {
  draft.at = Date.now()
  if (!base) return
  const row = await sealed(JSON.parse(JSON.stringify(draft)) as Draft)
  await done(base.transaction('draft', 'readwrite').objectStore('draft').put(row)).catch(() => {})
}

export async function drop(draft: Draft): Promise<void> {
  const at = drafts.findIndex((one) => one.id === draft.id)
  if (at >= 0) drafts.splice(at, 1)
  if (base) await done(base.transaction('draft', 'readwrite').objectStore('draft').delete(draft.id)).catch(() => {})
}

async function sealed(draft: Draft): Promise<Sealed> {
  const text = JSON.stringify(draft)
  if (!seal) return { id: draft.id, body: text }
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { id: draft.id, iv, body: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, seal, new TextEncoder().encode(text)) }
}

async function unseal({ iv, body }: Sealed): Promise<Draft> {
  if (typeof body === 'string') return JSON.parse(body) as Draft
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: iv! }, seal!, body))) as Draft
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('yilu-agent', 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('draft', { keyPath: 'id' })
      asked.result.createObjectStore('key')
    }
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = asked.onblocked = () => reject(asked.error ?? new Error('blocked'))
  })
}

/** The key of this browser: made once, and never readable by anybody. */
async function ownKey(db: IDBDatabase): Promise<CryptoKey | undefined> {
  if (!crypto.subtle) return undefined // a page without https
  const held = await done<CryptoKey | undefined>(db.transaction('key').objectStore('key').get('draft'))
  if (held) return held
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  await done(db.transaction('key', 'readwrite').objectStore('key').put(made, 'draft'))
  return made
}

const all = <T>(db: IDBDatabase, store: string): Promise<T[]> => done<T[]>(db.transaction(store).objectStore(store).getAll())

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('store'))
  })
}
