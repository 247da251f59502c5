/// <reference types="vite/client" />

declare module 'lucide:*' {
  /** The icon's shapes, as SVG text. */
  const shapes: string
  export default shapes
}

/** Present where the browser can read codes from a picture (Chromium on Android). */
declare class BarcodeDetector {
  constructor(options: { formats: string[] })
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>
}
