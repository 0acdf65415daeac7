import type { AnyFact, Fact, FactKey, Schema } from '../schema.ts'
import { tableAt } from './relations.ts'
import { partsOf } from './table-parts.ts'

type Key = Fact<'constraint'> | Fact<'index'>

/** Whether CREATE TABLE cannot hold a key: of those with the same columns it makes one only, the primary key before others. */
export function isLeftOut(key: Fact<'constraint'>, schema: Schema): boolean {
  if (isOwnRival(key, schema)) return true
  const those = [...rivalsOf(key, schema), key].filter(
    (one) => one.kind === 'constraint' && !isOwnRival(one, schema),
  ) as readonly Fact<'constraint'>[]
  const [first] = [...those].sort((a, b) => rankOf(a) - rankOf(b) || (a.key < b.key ? -1 : 1))
  return first !== key
}

/**
 * Whether a partition has a key of its own with the columns of an index that is bound to one of the partitioned table: ATTACH PARTITION
 * may take either, so that it must come behind.
 */
export function isOwnRival(key: Fact<'constraint'>, schema: Schema): boolean {
  const isPartition = (tableAt(schema, key.parent)?.facets.partitionOf ?? null) !== null
  if (!isPartition || key.facets.attachedTo !== null || key.facets.index === null) return false
  return rivalsOf(key, schema).some(({ facets }) => facets.attachedTo !== null)
}

function rankOf({ facets }: Fact<'constraint'>): number {
  return facets.type === 'primary key' ? 0 : 1
}

/** The other keys and indexes of the table with the same columns. */
function rivalsOf(key: Key, schema: Schema): readonly Key[] {
  return keysOf(key.parent, schema).filter((one) => one !== key && columnsOf(one) === columnsOf(key))
}

function keysOf(table: FactKey | undefined, schema: Schema): readonly Key[] {
  if (table === undefined) return []
  return partsOf(table, schema)
    .map((part) => schema.facts.get(part))
    .filter(isKey)
}

function isKey(fact: AnyFact | undefined): fact is Key {
  return fact?.kind === 'index' || (fact?.kind === 'constraint' && fact.facets.index !== null)
}

/** As the definition has them, with what follows them. */
function columnsOf({ facets }: Key): string {
  return facets.definition.replace(/^(PRIMARY KEY|UNIQUE|CREATE .*? USING \w+) (?=\()/, '')
}
