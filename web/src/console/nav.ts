// The menu: the scenes and what is in them. A page that a person may not see is
// not in their menu; the server refuses it anyway.
import badge from 'lucide:id-card'
import book from 'lucide:book-open-text'
import building from 'lucide:building-2'
import chart from 'lucide:chart-column'
import check from 'lucide:clipboard-check'
import footprints from 'lucide:footprints'
import hammer from 'lucide:hammer'
import people from 'lucide:users'
import scale from 'lucide:scale'
import handshake from 'lucide:handshake'
import ticket from 'lucide:ticket'
import type { Key } from '@/shared/text/t'
import type { Role } from './who'

export interface Entry {
  name: string
  label: Key
  icon: string
  to: string
  roles: readonly Role[]
}

export interface Scene {
  label: Key
  entries: Entry[]
}

/** Who sees people, employers and work by area. */
export const desk: readonly Role[] = ['reviewer', 'hall_clerk', 'mediator']

export const scenes: Scene[] = [
  {
    label: 'con.scene.work',
    entries: [
      { name: 'people', label: 'con.nav.people', icon: people, to: '/people', roles: desk },
      { name: 'employers', label: 'con.nav.employers', icon: building, to: '/employers', roles: desk },
      { name: 'jobs', label: 'con.nav.jobs', icon: hammer, to: '/jobs', roles: desk },
      { name: 'engagements', label: 'con.nav.engagements', icon: handshake, to: '/engagements', roles: desk },
      { name: 'hall', label: 'con.nav.hall', icon: ticket, to: '/hall', roles: ['hall_clerk'] },
    ],
  },
  {
    label: 'con.scene.rights',
    entries: [{ name: 'contested', label: 'con.nav.contested', icon: scale, to: '/contested', roles: desk }],
  },
  {
    label: 'con.scene.govern',
    entries: [
      { name: 'figures', label: 'con.nav.figures', icon: chart, to: '/figures', roles: ['analyst', 'reviewer', 'hall_clerk', 'mediator'] },
      { name: 'reviews', label: 'con.nav.reviews', icon: check, to: '/reviews', roles: ['reviewer'] },
      { name: 'ledger', label: 'con.nav.ledger', icon: book, to: '/ledger', roles: ['reviewer', 'analyst'] },
      { name: 'staff', label: 'con.nav.staff', icon: badge, to: '/staff', roles: ['system_admin', 'security_admin', 'audit_admin'] },
      { name: 'audit', label: 'con.nav.audit', icon: footprints, to: '/audit', roles: ['audit_admin'] },
    ],
  },
]
