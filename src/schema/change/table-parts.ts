import type { AnyFact, FactKey, Schema } from '../schema.ts'
import type { Site } from './rules.ts'

const partsBySchema = new WeakMap<Schema, ReadonlyMap<FactKey, readonly FactKey[]>>()

/** Columns, indexes and constraints but foreign keys of a table. */
export function partsOf(table: FactKey, schema: Schema): readonly FactKey[] {
  const known = partsBySchema.get(schema) ?? readParts(schema)
  partsBySchema.set(schema, known)
  return known.get(table) ?? []
}

function readParts(schema: Schema): ReadonlyMap<FactKey, readonly FactKey[]> {
  const parts = new Map<FactKey, FactKey[]>()
  for (const fact of schema.facts.values()) {
    if (fact.parent === undefined || !isPart(fact)) continue
    const list = parts.get(fact.parent)
    if (list) list.push(fact.key)
    else parts.set(fact.parent, [fact.key])
  }
  return parts
}

function isPart(fact: AnyFact): boolean {
  if (fact.kind === 'constraint') return fact.facets.type !== 'foreign key'
  return fact.kind === 'column' || fact.kind === 'index'
}

/** Those that a plan drops: they must be gone before the table is bound to another one, which may not have them. */
export function goneParts(table: FactKey, { from, difference }: Site): readonly FactKey[] {
  return partsOf(table, from).filter((key) => difference.removed.has(key))
}

/** The same of columns that go with those of the parent: as long as the table is bound to it. */
export function goneWithParent(table: FactKey, parent: FactKey, site: Site): readonly FactKey[] {
  if (site.isDropped(table) || site.isDropped(parent)) return []
  return goneParts(table, site).filter((key) => {
    const column = site.from.facts.get(key)
    return column?.kind === 'column' && column.facets.inherited
  })
}
