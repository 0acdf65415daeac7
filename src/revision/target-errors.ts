import { PlinthError } from '../errors.ts'
import type { RevisionId } from './revision.ts'

/** E_REVISION: no target is written like this. */
export function notATarget(text: string): PlinthError {
  return new PlinthError('E_REVISION', `"${text}" is not a target`, {
    hint: 'A target is head, heads, base, current, a revision or its first 4 characters, +2, -1, label@head or revision+2.',
  })
}

/** E_REVISION: a target, but not one for this. */
export function wrongWay(text: string, why: string, hint: string): PlinthError {
  return new PlinthError('E_REVISION', `"${text}" is not a target here: ${why}`, { hint })
}

/** E_REVISION: a text says `current` where no database is asked. */
export function notAsked(text: string): PlinthError {
  return wrongWay(
    text,
    'what is current stands in the database, which is not asked for it',
    'Name the revision. To see where the database is: plinth current',
  )
}

/** E_HEADS: one revision is wanted, and the database is at several; `first` is one of them. */
export function severalCurrent(text: string, heads: string, first: RevisionId | undefined): PlinthError {
  return new PlinthError('E_HEADS', `"${text}" is not clear: the database is at several revisions`, {
    detail: heads,
    hint: `Name one of them, or say along which the way goes, as in ${first ?? ''}@${text.slice(text.indexOf('@') + 1)}`,
  })
}

/** E_REVISION: a downgrade goes to what is applied. */
export function notApplied(currentHeads: readonly RevisionId[], to: RevisionId): PlinthError {
  const at = currentHeads.length === 0 ? 'base' : currentHeads.join(', ')
  return new PlinthError('E_REVISION', `the database cannot be downgraded to "${to}", which is not applied`, {
    detail: `The database is at ${at}.`,
    hint: `To apply migrations up to it: plinth migrate ${to}`,
  })
}
