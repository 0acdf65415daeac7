import { PlinthError } from '../errors.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { SchemaProof } from './proof.ts'

type ProofOf<K extends SchemaProof['kind']> = Extract<SchemaProof, { readonly kind: K }>

/** Why an existing database is not adopted, where its schema was compared with those of the revisions; undefined: it was not. */
export function refuseUnproven(proof: SchemaProof | undefined): PlinthError | undefined {
  switch (proof?.kind) {
    case 'proven':
      return refuseSeveral(proof)
    case 'unmatched':
      return refuseUnmatched(proof)
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

function refuseUnmatched({ nearest }: ProofOf<'unmatched'>): PlinthError {
  const wayOn = (revision: string | RevisionId) =>
    `To take it as that one all the same (it is recorded as unverified): plinth init --adopt ${revision}`
  return new PlinthError(
    'E_EXISTING',
    'the database is not empty, and its schema is that of no revision of these files',
    {
      detail:
        nearest === undefined
          ? 'Its fingerprint is none of those in plinth.lock.'
          : [`The nearest is ${nearest.revision}:`, ...nearest.differences].join('\n'),
      hint: [
        wayOn(nearest?.revision ?? '<revision>'),
        'Else write the difference down as a migration: plinth create "adopt what is there"; then say that it is there: plinth init --adopt <the new revision>',
      ].join('\n'),
      result,
    },
  )
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
