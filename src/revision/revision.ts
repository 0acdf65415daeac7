import { PlinthError } from '../errors.ts'

/** The name of a revision, checked: see {@link revisionId}. */
export type RevisionId = string & { readonly __brand: 'RevisionId' }

/** A node of the history. `file` is the name of its migration, for messages. */
export interface Revision {
  readonly id: RevisionId
  /** Its parents; none for a base, several for a merge. */
  readonly downRevisions: readonly RevisionId[]
  /** Revisions, or labels of revisions, that must be applied first without being parents. */
  readonly dependsOn: readonly RevisionId[]
  /** Names of the branch that starts here. */
  readonly labels: readonly string[]
  readonly message: string
  readonly file: string
  readonly created: string | undefined
  /** The revisions that were squashed into this one. */
  readonly replaces?: readonly RevisionId[]
}

/** Words that mean something as a target, so that no revision or label may have them as name. */
const reservedNames: ReadonlySet<string> = new Set(['head', 'heads', 'base', 'current'])

const nameForm = /^(?!-)[A-Za-z0-9_.-]{1,100}$/

/** Whether {@link revisionId} takes the text. */
export function isRevisionId(text: string): text is RevisionId {
  return nameForm.test(text) && !isReserved(text)
}

const longestReserved = Math.max(...[...reservedNames].map(({ length }) => length))

function isReserved(text: string): boolean {
  return text.length <= longestReserved && reservedNames.has(text.toLowerCase())
}

/**
 * Checks the name of a revision or label: 1 to 100 of `A-Z a-z 0-9 _ . -`, no leading `-`, not a word that targets use.
 * Throws E_REVISION.
 */
export function revisionId(text: string): RevisionId {
  if (!nameForm.test(text)) {
    throw new PlinthError('E_REVISION', `"${text}" cannot be the name of a revision`, {
      detail: 'A name has 1 to 100 letters, digits, "_", "." or "-", and does not begin with "-".',
    })
  }
  if (isReserved(text)) {
    throw new PlinthError('E_REVISION', `"${text}" cannot be the name of a revision`, {
      detail: `${[...reservedNames].join(', ')} mean something else as a target.`,
    })
  }
  return text as RevisionId
}

/** Whether it revises several: it joins their branches. */
export function isMergePoint({ downRevisions }: { readonly downRevisions: readonly string[] }): boolean {
  return downRevisions.length > 1
}

/** The first line of a revision's message, for lists. */
export function titleOf(revision: Pick<Revision, 'message'> | undefined): string {
  if (revision === undefined) return ''
  const end = revision.message.indexOf('\n')
  return end < 0 ? revision.message : revision.message.slice(0, end)
}
