import { createRequire } from 'node:module'

/** @type {{ icons: Record<string, { body: string }>, aliases?: Record<string, { parent: string }> }} */
const set = createRequire(import.meta.url)('@iconify-json/lucide/icons.json')

/**
 * Resolves `lucide:<name>` to the icon's shapes as text, so that a build holds
 * the icons it uses and no others.
 * @returns {import('vite').Plugin}
 */
export function lucide() {
  return {
    name: 'lucide',
    resolveId: (id) => (id.startsWith('lucide:') ? '\0' + id : undefined),
    load(id) {
      if (!id.startsWith('\0lucide:')) return
      const name = id.slice('\0lucide:'.length)
      const icon = set.icons[set.aliases?.[name]?.parent ?? name]
      if (!icon) this.error(`lucide has no icon "${name}"`)
      // The colour, width and ends of the strokes are set once, by Icon.vue.
      const body = icon.body
        .replace(/ (fill="none"|stroke="currentColor"|stroke-width="2"|stroke-linecap="round"|stroke-linejoin="round")/g, '')
        .replace(/^<g>(.*)<\/g>$/, '$1')
      return `export default ${JSON.stringify(body)}`
    },
  }
}
