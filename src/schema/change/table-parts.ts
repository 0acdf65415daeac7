import type { AnyFact, FactKey, Schema } from '../schema.ts'

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
