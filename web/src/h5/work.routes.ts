// The addresses of those who work: to log in, to find work, and what one has.
import type { RouteRecordRaw } from 'vue-router'

const mine = { tab: 'work', text: ['work', 'job', 'engagement'], login: true }

export const workRoutes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('./pages/work/LoginPage.vue'), meta: { tab: 'me', text: ['login'] } },
  { path: '/jobs', component: () => import('./pages/work/JobsPage.vue'), meta: { tab: 'work', root: true, text: ['work'] } },
  { path: '/jobs/:id', component: () => import('./pages/work/JobPage.vue'), meta: { tab: 'work', text: ['work', 'job'] } },
  { path: '/work', component: () => import('./pages/work/WorkPage.vue'), meta: { ...mine, root: true } },
  { path: '/engagements/:id', component: () => import('./pages/work/EngagementPage.vue'), meta: mine },
]
