// The addresses of those who give work, and of staff who review it.
import type { RouteRecordRaw } from 'vue-router'

const post = { tab: 'work', text: ['work', 'hire', 'post'], login: true }
const follow = { tab: 'work', text: ['work', 'job', 'engagement', 'hire', 'follow'], login: true }

export const hireRoutes: RouteRecordRaw[] = [
  { path: '/hire', component: () => import('./pages/hire/HirePage.vue'), meta: { tab: 'work', root: true, text: ['work', 'hire'] } },
  { path: '/hire/apply', component: () => import('./pages/hire/ApplyPage.vue'), meta: { ...post, text: ['hire', 'apply'] } },
  { path: '/hire/employers/:id', component: () => import('./pages/hire/EmployerPage.vue'), meta: { ...post, text: ['hire', 'apply'] } },
  { path: '/hire/post', component: () => import('./pages/hire/PostPage.vue'), meta: post },
  { path: '/hire/jobs/:id/fund', component: () => import('./pages/hire/FundPage.vue'), meta: follow },
  { path: '/hire/jobs/:id', component: () => import('./pages/hire/FollowPage.vue'), meta: follow },
  { path: '/hire/engagements/:id', component: () => import('./pages/hire/WorkerPage.vue'), meta: follow },
]

const review = { tab: 'review', text: ['work', 'job', 'hire', 'review'], login: true }
const reviewPage = () => import('./pages/review/ReviewPage.vue')

export const reviewRoutes: RouteRecordRaw[] = [
  { path: '/review', component: reviewPage, meta: { ...review, root: true } },
  { path: '/review/:id', component: reviewPage, meta: review },
]
