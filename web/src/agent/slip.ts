// Files that are made for this operator: opened in a tab of their own, to print.
import { getFile } from '@/shared/api/ask'
import { boot } from '@/shared/api/boot'

/** Where a slip leads: the H5's page of taking over. */
export const slipLink = (code: string): string => `${boot.api || location.origin}/#/take-over?slip=${code.replace(/-/g, '')}`

type Files = '/api/v1/intake/people/{id}/slip' | '/api/v1/intake/imports/{id}/slips' | '/api/v1/intake/imports/{id}/rejected'

/** Opens a PDF to print; where a new tab is refused, it is downloaded. */
export async function printFile(path: Files, id: string): Promise<void> {
  const url = URL.createObjectURL(await getFile(path, { path: { id } }))
  if (!window.open(url)) save(url, 'slip.pdf')
}

export async function saveFile(path: Files, id: string, name: string): Promise<void> {
  save(URL.createObjectURL(await getFile(path, { path: { id } })), name)
}

export async function saveTemplate(name: string): Promise<void> {
  save(URL.createObjectURL(await getFile('/api/v1/intake/template', {})), name)
}

function save(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
