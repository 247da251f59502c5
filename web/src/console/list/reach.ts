// Lists are asked for by addresses that are chosen at run time; what comes is
// typed by the page that asks.
import { getFile } from '@/shared/api/ask'
import { get } from '@/shared/api/client'
import type { Page, Query } from './list'

type AnyGet = (path: string, where: object, signal?: AbortSignal) => Promise<unknown>

/** Reads one page of a list. */
export const readList = <T>(path: string, query: Query, signal?: AbortSignal): Promise<Page<T>> =>
  (get as unknown as AnyGet)(path, { query }, signal) as Promise<Page<T>>

/** Reads the list as a spreadsheet. */
export const readSheet = (path: string, query: Query): Promise<Blob> =>
  (getFile as unknown as (path: string, where: object) => Promise<Blob>)(`${path}/sheet`, { query })

/** Hands a file to the browser under a name. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
