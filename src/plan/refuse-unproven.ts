import { PlinthError } from '../errors.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { NearestKnown, SchemaProof } from './proof.ts'

type ProofOf<K extends SchemaProof['kind']> = Extract<SchemaProof, { readonly kind: K }>

/**
 * Why an existing database is not adopted, where its schema was compared with those of the revisions; undefined: it was not. `heads`: those of the files.
 */
export function refuseUnproven(
  proof: SchemaProof | undefined,
  heads: readonly RevisionId[],
): PlinthError | undefined {
  switch (proof?.kind) {
    case 'proven':
      return refuseSeveral(proof)
    case 'unmatched':
      return refuseUnmatched(proof, heads)
    case 'uncertain':
      return refuseUncertain(proof)
    case 'unknown':
    case undefined:
      return undefined
  }
}

const result = 'Nothing was changed.'

function refuseSeveral({ revisions }: ProofOf<'proven'>): PlinthError {
  return new PlinthError(
    'E_EXISTING',
    `the schema of this database is that of ${revisions.length} revisions, and does not tell which of them it is at`,
    {
      detail: `${revisions.join(', ')}\nWhat lies between them changes rows, or nothing that a catalog holds.`,
      hint: `Look whether that was done, and say the last one that was (it is proven so far): plinth init --adopt ${revisions.at(-1) ?? ''}`,
      result,
    },
  )
}

function refuseUnmatched({ nearest }: ProofOf<'unmatched'>, heads: readonly RevisionId[]): PlinthError {
  return new PlinthError(
    'E_EXISTING',
    'the database is not empty, and its schema is that of no revision of these files',
    {
      detail:
        nearest === undefined
          ? 'Its fingerprint is none of those in plinth.lock.'
          : [`The nearest is ${nearestText(nearest)}:`, ...nearest.differences].join('\n'),
      hint: (nearest === undefined ? waysToNone : waysTo(nearest.revision, heads)).join('\n'),
      result,
    },
  )
}

/** What has its schema too may have changed rows: whether that was done nobody sees here. */
export function nearestText({ revision, alike }: NearestKnown): string {
  return alike.length === 0
    ? revision
    : `${revision}, or one with the same schema, if its rows are there (${alike.join(', ')})`
}

/** The nearest is told by what plinth.facts has. */
const waysToNone: readonly string[] = [
  'To have the nearest revision named, and the difference: plinth verify --update; then: plinth init',
  knownWay('<revision>'),
]

/** Recorded where it is, before anything runs on top of it: what differs is known then. */
export function knownWay(revision: string): string {
  return `If you know which revision it is at, say so (it is recorded as unverified): plinth init --adopt ${revision} --no-migrate; what differs: plinth verify; then: plinth migrate`
}

/** None of them counts anything as applied that never ran: a migration of the difference stands on the nearest revision, and not above the heads. */
function waysTo(nearest: RevisionId, heads: readonly RevisionId[]): readonly string[] {
  const isHead = heads.length === 1 && heads[0] === nearest
  const join = isHead ? '' : '; then join the heads: plinth merge, and: plinth migrate'
  return [
    'Make it as that one by hand; it is proven then: plinth init',
    `Or take the difference on, outside of the history: plinth init --adopt ${nearest} --no-migrate; what differs, in full: plinth verify; and: plinth verify --accept "<why>"; then: plinth migrate`,
    `Or write the difference down as a migration behind that one: plinth create "what was there" --head ${nearest}; with the SQL in it: plinth verify --update; it is proven then: plinth init${join}`,
  ]
}

/** So many are told. */
const toldObjects = 12

function refuseUncertain({ unseen }: ProofOf<'uncertain'>): PlinthError {
  const told = unseen.slice(0, toldObjects).map(({ kind, name }) => `${kind} ${name}`)
  const more = unseen.length - told.length
  return new PlinthError(
    'E_EXISTING',
    'the database holds objects that cannot be compared, so that no revision is proven',
    {
      detail: `${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
      hint: 'If it is at a known revision, say which (it is recorded as unverified): plinth init --adopt <revision>',
      result,
    },
  )
}
