import type { AnyFact, FactKey, Schema } from '../schema.ts'
import { actionOf, type Hazard, type Planned } from './action.ts'
import { nameOf, nameOfKey } from './names.ts'
import { childrenOf, type TableFact } from './relations.ts'
import { isOwnRival } from './rival-keys.ts'
import type { Site } from './rules.ts'
import { partsOf } from './table-parts.ts'

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
      after: [
        ...partsOf(fact.key, site.to).filter((key) => !isOwn(site.to.facts.get(key), site.to)),
        ...partsOf(place.table, site.to),
      ],
      hazards: attachHazards(fact, place, site),
    }),
  ]
}

type Place = NonNullable<TableFact['facets']['partitionOf']>

/** Rows of the partition must be within its bound, and those of a default partition beside it must not. */
function attachHazards(fact: TableFact, { table, bound }: Place, site: Site): readonly Hazard[] {
  const said = (one: TableFact, why: string): readonly Hazard[] => [
    { kind: 'may fail', text: `${nameOf(one)} may have rows ${why}` },
    { kind: 'lock', text: `${nameOf(one)} is locked while its rows are looked through` },
  ]
  const rest = childrenOf(site.from, table).find(({ facets }) => facets.partitionOf?.bound === 'DEFAULT')
  const isBeside =
    rest !== undefined && rest.key !== fact.key && bound !== 'DEFAULT' && !site.isDropped(rest.key)
  return [
    ...(site.isMade(fact.key) ? [] : said(fact, `that do not fit ${bound}`)),
    ...(isBeside ? said(rest, `that are for ${nameOf(fact)}`) : []),
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

export function detachPartition(fact: TableFact): readonly Planned[] {
  const { partitionOf: place } = fact.facets
  if (place === null) return []
  return [
    actionOf(fact, `ALTER TABLE ONLY ${nameOfKey(place.table)} DETACH PARTITION ${nameOf(fact)}`, {
      releases: [place.table],
    }),
  ]
}
