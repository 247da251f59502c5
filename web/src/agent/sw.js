// @ts-nocheck It runs apart from the page, where the types of pages do not hold.
//
// Keeps the village agent's page on the device, so that it opens without a network.
// Only the page and its own files: nothing of anybody's data.
const shelf = 'yilu-agent-1'

self.addEventListener('install', (event) => event.waitUntil(fill().then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

async function fill() {
  const cache = await caches.open(shelf)
  const manifest = await (await fetch('manifest.json')).json()
  const files = new Set(['./'])
  for (const part of Object.values(manifest)) {
    files.add('./' + part.file)
    for (const style of part.css || []) files.add('./' + style)
  }
  await cache.addAll([...files])
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  const scope = new URL(self.registration.scope)
  if (request.method !== 'GET' || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return
  event.respondWith(url.pathname.includes('/assets/') ? kept(request) : fresh(request))
})

/** A file named after its content never changes. */
async function kept(request) {
  const cache = await caches.open(shelf)
  const found = await cache.match(request)
  if (found) return found
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

/** The page itself: the newest there is, or the one that was kept. */
async function fresh(request) {
  const cache = await caches.open(shelf)
  const page = request.mode === 'navigate' ? './' : request
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put(page, answer.clone())
    return answer
  } catch (error) {
    const found = await cache.match(page)
    if (found) return found
    throw error
  }
}
