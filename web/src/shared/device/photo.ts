// Photos made small before they travel.

/** The longest side that is sent, in pixels: enough to read a paper. */
export const longestPx = 1600

/** The size that fits within longest, never larger than it was. */
export function fit(width: number, height: number, longest = longestPx): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/**
 * A smaller JPEG of the photo. Drawing it anew also leaves behind where and when
 * it was taken. The file itself where the browser cannot draw it.
 */
export async function shrink(file: File): Promise<Blob> {
  const url = URL.createObjectURL(file)
  try {
    const image = await load(url)
    const { width, height } = fit(image.naturalWidth, image.naturalHeight)
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    const pen = canvas.getContext('2d')
    if (!pen) return file
    pen.fillStyle = '#fff' // what was transparent would come out black
    pen.fillRect(0, 0, width, height)
    pen.drawImage(image, 0, 0, width, height)
    return await new Promise((done) => canvas.toBlob((blob) => done(blob ?? file), 'image/jpeg', 0.8))
  } catch {
    return file
  } finally {
    URL.revokeObjectURL(url)
  }
}

function load(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = reject
    image.src = url
  })
}
