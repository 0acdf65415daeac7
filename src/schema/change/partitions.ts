import type { AnyFact, FactKey, Schema } from '../schema.ts'
import { actionOf, unplanned, type Hazard, type Planned } from './action.ts'
import { nameOf, nameOfKey } from './names.ts'
import { childrenOf, isFrom, type TableFact } from './relations.ts'
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
        ...partsAbove(place.table, site.to).filter(
          (key) => !isWithout(site.to.facts.get(key), fact.key, site.to),
        ),
      ],
      clears: [
        ...droppedColumns(fact.key, site),
        ...droppedColumns(place.table, site),
        ...partitionsGone(place.table, site),
      ],
      hazards: attachHazards(fact, place, site),
    }),
    ...unboundKeys(fact, site),
  ]
}

/** From PostgreSQL 17 on it binds a key only to one of its kind, and else makes another one. */
function unboundKeys(fact: TableFact, site: Site): readonly Planned[] {
  if (!isFrom(17, site)) return []
  return partsOf(fact.key, site.to).flatMap((key) => {
    const part = site.to.facts.get(key)
    if (part?.kind !== 'constraint' || part.facets.attachedTo === null) return []
    const above = site.to.facts.get(part.facets.attachedTo)
    if (above?.kind !== 'constraint' || above.facets.type === part.facets.type) return []
    const why = `ATTACH PARTITION does not bind a ${part.facets.type} to a ${above.facets.type}`
    return [unplanned(part, ['attachedTo'], why)]
  })
}

/** A change of a column of a table further up goes down to the table itself. */
function partsAbove(table: FactKey, schema: Schema): readonly FactKey[] {
  const fact = schema.facts.get(table)
  const above = fact?.kind === 'table' ? fact.facets.partitionOf : null
  return [...partsOf(table, schema), ...(above === null ? [] : partsAbove(above.table, schema))]
}

/** Columns that a table that stays has no more. */
export function droppedColumns(table: FactKey, site: Site): readonly FactKey[] {
  if (site.isMade(table)) return []
  return partsOf(table, site.from).filter((key) => key.startsWith('column ') && !site.to.facts.has(key))
}

/** Partitions whose place a new one may take. */
function partitionsGone(table: FactKey, site: Site): readonly FactKey[] {
  return childrenOf(site.from, table).flatMap(({ key }) => (site.to.facts.has(key) ? [] : [key]))
}

/** That a table is freed of its parents: no fact of its own, but what statements about its columns wait for. */
export function freedomOf(table: FactKey): FactKey {
  return `freedom of ${table}` as FactKey
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

/** An index of a partitioned table that this partition has none for: the server would make one when it is attached. */
export function isWithout(index: AnyFact | undefined, partition: FactKey, schema: Schema): boolean {
  if (index?.kind !== 'index') return false
  return !partsOf(partition, schema).some((key) => {
    const part = schema.facts.get(key)
    return (part?.kind === 'index' || part?.kind === 'constraint') && part.facets.attachedTo === index.key
  })
}

export function detachPartition(fact: TableFact): readonly Planned[] {
  const { partitionOf: place } = fact.facets
  if (place === null) return []
  return [
    actionOf(fact, `ALTER TABLE ONLY ${nameOfKey(place.table)} DETACH PARTITION ${nameOf(fact)}`, {
      produces: [freedomOf(fact.key)],
      releases: [place.table],
    }),
  ]
}
