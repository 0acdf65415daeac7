import type { AnyFact, FactKey, Schema } from '../schema.ts'
import { actionOf, type Planned } from './action.ts'
import { nameOf, nameOfKey } from './names.ts'
import { childrenOf, type TableFact } from './relations.ts'
import { isOwnRival } from './rival-keys.ts'
import type { Site } from './rules.ts'
import { goneParts, goneWithParent, partsOf } from './table-parts.ts'

/**
 * A partition is made by itself and attached when its indexes and constraints and those of its table are there: so they are bound to each other
 * by what they are, and keep their names.
 */
export function attachPartition(fact: TableFact, site: Site): readonly Planned[] {
  const { partitionOf: place } = fact.facets
  if (place === null) return []
  const sql = `ALTER TABLE ONLY ${nameOfKey(place.table)} ATTACH PARTITION ${nameOf(fact)} ${place.bound}`
  return [
    actionOf(fact, sql, {
      produces: [placeOf(fact.key)],
      needs: [fact.key, place.table],
      // The rows of a partition that goes may be among its own.
      clears: [
        ...goneParts(fact.key, site),
        ...goneParts(place.table, site),
        ...childrenOf(site.from, place.table)
          .map(({ key }) => key)
          .filter((key) => site.difference.removed.has(key)),
      ],
      after: [
        ...partsOf(fact.key, site.to).filter((key) => !isOwn(site.to.facts.get(key), site.to)),
        ...partsOf(place.table, site.to),
      ],
      hazards: site.isMade(fact.key)
        ? []
        : [{ kind: 'lock', text: `the rows of ${nameOf(fact)} are looked through, whether they fit` }],
    }),
  ]
}

/** That a table is attached to another one: no fact of its own, but what an index can wait for. */
export function placeOf(table: FactKey): FactKey {
  return `place of ${table}` as FactKey
}

/** An index that is not to be bound to one of the partitioned table: it comes when the others are. */
function isOwn(fact: AnyFact | undefined, schema: Schema): boolean {
  if (fact?.kind === 'constraint') return isOwnRival(fact, schema)
  return fact?.kind === 'index' && fact.facets.attachedTo === null
}

export function detachPartition(fact: TableFact, site: Site): readonly Planned[] {
  const { partitionOf: place } = fact.facets
  if (place === null) return []
  return [
    actionOf(fact, `ALTER TABLE ONLY ${nameOfKey(place.table)} DETACH PARTITION ${nameOf(fact)}`, {
      releases: [place.table],
      clears: goneWithParent(fact.key, place.table, site),
    }),
  ]
}
