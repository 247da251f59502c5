// Every address of the village agent's page.
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { session } from '@/shared/api/session'
import { say } from '@/shared/news'
import { loadTexts, t } from '@/shared/text/t'
import { closeSheetsOnBack } from '@/shared/ui/sheets'

const own = (tab: string, root = false) => ({ tab, root, text: ['agent'], login: true })

const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('./pages/HomePage.vue'), meta: own('home', true) },
  { path: '/drafts/:id', component: () => import('./pages/FormPage.vue'), meta: own('home') },
  { path: '/people', component: () => import('./pages/PeoplePage.vue'), meta: own('people', true) },
  { path: '/imports', component: () => import('./pages/ImportsPage.vue'), meta: { ...own('imports', true), text: ['agent', 'import'] } },
  { path: '/imports/:id', component: () => import('./pages/ImportPage.vue'), meta: { ...own('imports'), text: ['agent', 'import'] } },
  { path: '/mine', component: () => import('./pages/MinePage.vue'), meta: own('mine', true) },
  { path: '/login', component: () => import('./pages/LoginPage.vue'), meta: { tab: 'home', text: ['agent'] } },
  { path: '/:anything(.*)', redirect: '/' },
]

export const router = createRouter({ history: createWebHashHistory(), routes, scrollBehavior: (_to, _from, saved) => saved ?? { left: 0, top: 0 } })

export const logInFor = (next: string) => ({ path: '/login', query: { next } })

closeSheetsOnBack(router)
router.beforeEach((to) => (to.meta.login && !session.token ? logInFor(to.fullPath) : true))
router.beforeEach((to) => (to.path === '/login' && session.token ? String(to.query.next || '/') : true))
router.beforeResolve((to) => loadTexts(to.meta.text))
router.onError(() => say(t('problem.client.offline'), 'bad'))
