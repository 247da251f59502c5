// The addresses of 我的: who I am, my data, my money, my messages.
import type { RouteRecordRaw } from 'vue-router'

const own = (text: string[]) => ({ tab: 'me', text, login: true })

export const meRoutes: RouteRecordRaw[] = [
  { path: '/me', component: () => import('./pages/me/MePage.vue'), meta: { tab: 'me', root: true, text: ['me'] } },
  { path: '/me/identity', component: () => import('./pages/me/IdentityPage.vue'), meta: own(['identity', 'consent']) },
  { path: '/me/profile', component: () => import('./pages/me/ProfilePage.vue'), meta: own(['me', 'profile']) },
  { path: '/me/record', component: () => import('./pages/me/RecordPage.vue'), meta: own(['me', 'record']) },
  { path: '/me/consents', component: () => import('./pages/me/ConsentsPage.vue'), meta: own(['me', 'consent']) },
  { path: '/me/looks', component: () => import('./pages/me/LooksPage.vue'), meta: own(['me', 'data']) },
  { path: '/me/acts', component: () => import('./pages/me/ActsPage.vue'), meta: own(['me', 'acts']) },
  { path: '/take-over', component: () => import('./pages/me/TakeOverPage.vue'), meta: { tab: 'me', text: ['login', 'takeover'] } },
  { path: '/me/sessions', component: () => import('./pages/me/SessionsPage.vue'), meta: own(['me', 'data']) },
  { path: '/kiosk/:code', component: () => import('./pages/me/KioskPage.vue'), meta: own(['me', 'kiosk']) },
  { path: '/me/data', component: () => import('./pages/me/DataPage.vue'), meta: own(['me', 'privacy']) },
  { path: '/me/correct', component: () => import('./pages/me/CorrectPage.vue'), meta: own(['me', 'privacy']) },
  { path: '/me/erase', component: () => import('./pages/me/ErasePage.vue'), meta: own(['me', 'privacy']) },
  { path: '/inbox', component: () => import('./pages/me/InboxPage.vue'), meta: own(['me', 'inbox']) },
  { path: '/wallet', component: () => import('./pages/wallet/WalletPage.vue'), meta: own(['wallet']) },
  { path: '/wallet/cards', component: () => import('./pages/wallet/CardsPage.vue'), meta: own(['wallet', 'consent']) },
  { path: '/wallet/payout', component: () => import('./pages/wallet/PayoutPage.vue'), meta: own(['wallet']) },
  { path: '/wallet/payouts/:id', component: () => import('./pages/wallet/OnePayoutPage.vue'), meta: own(['wallet']) },
  { path: '/wallet/statement', component: () => import('./pages/wallet/StatementPage.vue'), meta: own(['wallet']) },
  { path: '/wallet/proof', component: () => import('./pages/wallet/ProofPage.vue'), meta: own(['wallet']) },
]
