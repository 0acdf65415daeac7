import { PlinthError } from '../errors.ts'
import { didYouMean } from './nearest.ts'
import type { Revision, RevisionId } from './revision.ts'

/** Takes a fault of the graph, an E_GRAPH: throws it, or keeps it so that the next can be found. */
export type Tell = (fault: PlinthError) => void

/** The revisions by id. Tells when two have one id, or ids that differ only in case; the first is kept. */
export function uniqueIds<R extends Revision>(
  revisions: readonly R[],
  tell: Tell,
): ReadonlyMap<RevisionId, R> {
  const byLowerCase = new Map<string, R>()
  let isLowerCase = true
  for (const revision of revisions) {
    const lowerCase = revision.id.toLowerCase()
    const other = byLowerCase.get(lowerCase)
    isLowerCase &&= lowerCase === revision.id
    if (other === undefined) byLowerCase.set(lowerCase, revision)
    else tell(duplicate(other, revision))
  }
  if (isLowerCase) return byLowerCase as ReadonlyMap<string, R> as ReadonlyMap<RevisionId, R>
  const result = new Map<RevisionId, R>()
  for (const revision of byLowerCase.values()) result.set(revision.id, revision)
  return result
}

/** The revision of each label. Tells when a label is used twice or is also the id of a revision. */
export function uniqueLabels(
  revisions: ReadonlyMap<RevisionId, Revision>,
  tell: Tell,
): ReadonlyMap<string, RevisionId> {
  const result = new Map<string, RevisionId>()
  for (const revision of revisions.values()) {
    for (const label of revision.labels) {
      const other = revisions.get(result.get(label) ?? (label as RevisionId))
      if (other === undefined) result.set(label, revision.id)
      else tell(duplicateLabel(label, revision, other))
    }
  }
  return result
}

/** The dependencies of each revision that has any, labels replaced by ids. Tells when one names nothing. */
export function resolveDependencies(
  revisions: ReadonlyMap<RevisionId, Revision>,
  labels: ReadonlyMap<string, RevisionId>,
  tell: Tell,
): ReadonlyMap<RevisionId, readonly RevisionId[]> {
  const result = new Map<RevisionId, readonly RevisionId[]>()
  for (const revision of revisions.values()) {
    if (revision.dependsOn.length === 0) continue
    const ids = revision.dependsOn.flatMap((name) => {
      const id = revisions.has(name) ? name : labels.get(name)
      if (id === undefined)
        tell(missing([{ revision, name, verb: 'depends on' }], [...revisions.keys(), ...labels.keys()]))
      if (id === revision.id) tell(revisesItself(revision, 'depends on'))
      return id === undefined || id === revision.id ? [] : [id]
    })
    result.set(revision.id, ids)
  }
  return result
}

/** Tells when a down revision is missing, is the revision itself, or is named twice. */
export function checkParents(revisions: ReadonlyMap<RevisionId, Revision>, tell: Tell): void {
  const gaps: MissingParent[] = []
  for (const revision of revisions.values()) {
    for (const name of revision.downRevisions) {
      if (name === revision.id) tell(revisesItself(revision, 'revises'))
      else if (!revisions.has(name)) gaps.push({ revision, name, verb: 'revises' })
    }
    const { length } = revision.downRevisions
    if (length > 1 && new Set(revision.downRevisions).size < length) tell(revisesTwice(revision))
  }
  if (gaps.length > 0) tell(missing(gaps, revisions.keys()))
}

interface MissingParent {
  readonly revision: Revision
  readonly name: string
  readonly verb: 'revises' | 'depends on'
}

function missing(gaps: readonly MissingParent[], candidates: Iterable<string>): PlinthError {
  const texts = gaps.map(
    ({ revision, name, verb }) => `${revision.file} ${verb} "${name}", which no migration has`,
  )
  const first = gaps[0]?.name ?? ''
  return new PlinthError('E_GRAPH', texts[0] ?? '', {
    ...(texts.length > 1 ? { detail: texts.join('\n') } : {}),
    hint: didYouMean(first, candidates, 'Add the migration file that is missing, or correct the line.'),
  })
}

function duplicate(a: Revision, b: Revision): PlinthError {
  const same = a.id === b.id
  const message = same
    ? `two migrations have the revision id "${a.id}"`
    : `two revision ids differ only in case: "${a.id}" and "${b.id}"`
  return new PlinthError('E_GRAPH', message, {
    detail: filesOf([a, b]),
    hint: 'Delete one file if it is a copy; else give one of them another id, also where other files revise it.',
  })
}

function duplicateLabel(label: string, a: Revision, b: Revision): PlinthError {
  const message =
    label === b.id ? `the label "${label}" is also a revision id` : `the label "${label}" is used twice`
  return new PlinthError('E_GRAPH', message, {
    detail: filesOf([a, b]),
    hint: 'A label names one branch, at its first revision. Rename it in one of the files.',
  })
}

function revisesItself(revision: Revision, verb: string): PlinthError {
  return new PlinthError('E_GRAPH', `${revision.file} ${verb} itself`, {
    hint: `Correct the line "${verb}: ${revision.id}".`,
  })
}

function revisesTwice(revision: Revision): PlinthError {
  return new PlinthError('E_GRAPH', `${revision.file} names a down revision twice`, {
    detail: `revises: ${revision.downRevisions.join(', ')}`,
    hint: 'A merge joins different revisions. Remove the repeated one.',
  })
}

function filesOf(revisions: readonly Revision[]): string {
  return revisions.map((one) => one.file).join('\n')
}
