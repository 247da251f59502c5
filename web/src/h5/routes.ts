// Every address of the H5. A page is loaded when it is first opened, together
// with the words it needs.
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { session } from '@/shared/api/session'
import { say } from '@/shared/news'
import { loadTexts, t } from '@/shared/text/t'
import { closeSheetsOnBack } from '@/shared/ui/sheets'
import { hireRoutes, reviewRoutes } from './hire.routes'
import { meRoutes } from './me.routes'
import { workRoutes } from './work.routes'

declare module 'vue-router' {
  interface RouteMeta {
    /** The tab that the page belongs to. */
    tab?: string
    /** It is the tab's own page: the tabs are shown. */
    root?: boolean
    /** The areas whose words it needs. */
    text?: string[]
    /** It is about oneself: whoever is not logged in does that first. */
    login?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/jobs' },
  ...workRoutes,
  ...hireRoutes,
  ...reviewRoutes,
  ...meRoutes,
  { path: '/:anything(.*)', redirect: '/jobs' },
]

// A page with every piece, to look at; never in a build.
if (import.meta.env.DEV) {
  routes.unshift({ path: '/gallery', component: () => import('../gallery/GalleryPage.vue'), meta: { tab: 'work', text: ['work', 'me'] } })
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { left: 0, top: 0 },
})

/** The log-in, and where it leads on to. */
export const logInFor = (next: string) => ({ path: '/login', query: { next } })

closeSheetsOnBack(router)
router.beforeEach((to) => (to.meta.login && !session.token ? logInFor(to.fullPath) : true))
router.beforeEach((to) => {
  void loadTexts(to.meta.text).catch(() => {}) // begins now, beside the page's own load
})
router.beforeResolve((to) => loadTexts(to.meta.text))
router.onError(() => say(t('problem.client.offline'), 'bad'))
