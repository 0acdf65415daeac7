import type { AnyFact, FactKey } from '../../../schema/schema.ts'
import type { ByPlace } from './by-place.ts'
import { classIds } from './class-ids.ts'
import type { CommentRow } from './comments.ts'
import type { FoundFacts } from './found-facts.ts'
import type { RightsRow } from './grants.ts'
import { needsIn, outside, Owners, type Dependencies } from './needs.ts'
import { isElsewhere, leftDependencies, leftObjects, type Leftover, type ScanRow } from './unseen.ts'

/** What the catalogs say. */
export interface Answers {
  readonly found: FoundFacts
  /** Those that nothing found has asked for. */
  readonly comments: ByPlace<CommentRow>
  readonly rights: ByPlace<RightsRow>
  readonly dependencies: Dependencies
  readonly scan: readonly ScanRow[]
  /** Schemas that are not part of the snapshot. */
  readonly outside: readonly { readonly oid: number }[]
}

/** A schema of which the leftovers are still to be named. */
export interface Assembled {
  readonly facts: ReadonlyMap<FactKey, AnyFact>
  readonly left: readonly Leftover[]
}

/** Puts together what was read catalog by catalog. */
export function assembleFacts({
  found,
  comments,
  rights,
  dependencies,
  scan,
  ...answers
}: Answers): Assembled {
  const { places } = found
  for (const { oid } of answers.outside) places.set({ classid: classIds.pg_namespace, oid }, outside)
  const owners = new Owners(places, dependencies)
  return {
    facts: found.facts(needsIn(dependencies, owners)),
    left: [
      ...leftObjects(scan, { owners, places }),
      ...leftDependencies(dependencies),
      ...leftSayings('comment', comments.values(), owners),
      ...leftSayings('rights', rights.values(), owners),
    ],
  }
}

/** What is said of objects that are no facts, unless another answers for them. */
function leftSayings(
  what: 'comment' | 'rights',
  rows: readonly (CommentRow | RightsRow)[],
  owners: Owners,
): readonly Leftover[] {
  return rows
    .filter(({ classoid, objoid, objsubid }) => {
      const owner = owners.of(classoid, objoid, objsubid)
      return owner === undefined || !isElsewhere(owner)
    })
    .map(({ classoid, objoid, objsubid }) => ({ what, classid: classoid, oid: objoid, column: objsubid }))
}
