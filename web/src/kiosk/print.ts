// A slip, as a file: the machine's browser prints it or keeps it as PDF.
import { file } from './machine'

export async function printSlip(engagement: string): Promise<void> {
  const url = URL.createObjectURL(await file(`/api/v1/kiosk/slips/${engagement}`))
  const link = document.createElement('a')
  link.href = url
  link.download = 'slip.pdf'
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
