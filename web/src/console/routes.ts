// Every address of the console.
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { session } from '@/shared/api/session'
import { say } from '@/shared/news'
import { loadTexts, t } from '@/shared/text/t'
import { scenes } from './nav'
import { may, type Role } from './who'

declare module 'vue-router' {
  interface RouteMeta {
    /** The menu's entry that the page belongs to. */
    entry?: string
    /** Anyone may open it. */
    open?: boolean
  }
}

const page = (path: string, entry: string, component: RouteRecordRaw['component'], text: string[] = ['list', 'desk', 'firm'], props?: object | boolean): RouteRecordRaw =>
  ({ path, component, props, meta: { entry, text } }) as RouteRecordRaw

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: () => home() },
  { path: '/login', component: () => import('./pages/LoginPage.vue'), meta: { open: true, text: ['enter'] } },
  page('/people', 'people', () => import('./pages/PeoplePage.vue')),
  page('/jobs', 'jobs', () => import('./pages/JobsPage.vue')),
  page('/engagements', 'engagements', () => import('./pages/EngagementsPage.vue')),
  page('/contested', 'contested', () => import('./pages/EngagementsPage.vue'), ['list', 'desk', 'firm'], { contested: true }),
  page('/figures', 'figures', () => import('./pages/FiguresPage.vue'), ['list', 'desk', 'firm', 'fig']),
  page('/staff', 'staff', () => import('./pages/StaffPage.vue'), ['list', 'desk', 'firm', 'team']),
  page('/hall', 'hall', () => import('./pages/HallPage.vue'), ['list', 'desk', 'firm', 'hall']),
  page('/hall/:hall/:id', 'hall', () => import('./pages/TeamPage.vue'), ['list', 'desk', 'firm', 'hall'], true),
  page('/employers', 'employers', () => import('./pages/EmployersPage.vue')),
  page('/reviews', 'reviews', () => import('./pages/ReviewsPage.vue'), ['list', 'desk', 'check']),
  page('/ledger', 'ledger', () => import('./pages/LedgerPage.vue'), ['list', 'desk', 'book'], { part: 'holds' }),
  page('/ledger/accounts', 'ledger', () => import('./pages/LedgerPage.vue'), ['list', 'desk', 'book'], { part: 'accounts' }),
  page('/ledger/entries', 'ledger', () => import('./pages/LedgerPage.vue'), ['list', 'desk', 'book'], { part: 'entries' }),
  page('/audit', 'audit', () => import('./pages/AuditPage.vue'), ['list', 'desk', 'trail']),
  { path: '/setup/:token', component: () => import('./pages/SetupPage.vue'), props: true, meta: { open: true, text: ['enter'] } },
  { path: '/self', component: () => import('./pages/SelfPage.vue'), meta: { text: ['enter', 'list'] } },
  { path: '/nothing', component: () => import('./pages/NothingPage.vue'), meta: {} },
  { path: '/:anything(.*)', redirect: '/' },
]
export const router = createRouter({ history: createWebHashHistory(), routes })

/** The log-in, and where it leads on to. */
export const logInFor = (next: string) => ({ path: '/login', query: next && next !== '/' ? { next } : {} })

/** The first page that the person's roles open. */
export function home(): string {
  if (!session.token) return '/login'
  for (const scene of scenes) {
    for (const entry of scene.entries) if (may(entry.roles)) return entry.to
  }
  return '/nothing'
}

const rolesOf = (name: unknown): readonly Role[] | undefined =>
  scenes.flatMap((scene) => scene.entries).find((entry) => entry.name === name)?.roles

router.beforeEach((to) => {
  if (to.meta.open) return true
  if (!session.token) return logInFor(to.fullPath)
  return may(rolesOf(to.meta.entry)) ? true : '/nothing'
})
router.beforeEach((to) => {
  void loadTexts(to.meta.text).catch(() => {}) // begins now, beside the page's own load
})
router.beforeResolve((to) => loadTexts(to.meta.text))
router.onError(() => say(t('problem.client.offline'), 'bad'))
