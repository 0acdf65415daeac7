import type { RevisionId } from '../revision/revision.ts'
import type { FoundSchema } from './plan.ts'
import type { UnseenObject } from '../schema/schema.ts'

/** The revision that a schema is nearest to. `alike`: those behind it that have its schema too. */
export interface NearestKnown {
  readonly revision: RevisionId
  readonly alike: readonly RevisionId[]
  readonly differences: readonly string[]
}

/** What an untracked database is found to be, by the fingerprint of its schema. */
export type SchemaProof =
  /** The schema is that of these revisions. Several: what lies between them changed no schema, but perhaps rows. */
  | {
      readonly kind: 'proven'
      readonly revisions: readonly RevisionId[]
      readonly found: FoundSchema
    }
  /** It is that of none. `differences`: from the nearest one, in words, a line each; none where no nearest was looked for. */
  | {
      readonly kind: 'unmatched'
      readonly found: FoundSchema
      readonly nearest: NearestKnown | undefined
    }
  /** Something is in it that cannot be compared. */
  | { readonly kind: 'uncertain'; readonly unseen: readonly UnseenObject[] }
  /** No revision has a fingerprint to compare with. */
  | { readonly kind: 'unknown' }
