// Consents as pages need them.
import type { Schemas } from '@/shared/api/types'

export type ConsentKind = 'terms' | 'privacy' | 'location' | 'bank_card'
export type Consent = Schemas['PersonConsentView'] & { kind: ConsentKind }

export const consentsIn = (list: Schemas['PersonConsentViewList'] | undefined): Consent[] => (list?.items ?? []) as Consent[]

/** The consent of a kind, once the list is there. */
export const consentOf = (list: Schemas['PersonConsentViewList'] | undefined, kind: ConsentKind): Consent | undefined =>
  consentsIn(list).find((one) => one.kind === kind)
