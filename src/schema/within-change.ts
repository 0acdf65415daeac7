import type { SchemaDifference } from './compare.ts'
import type { Difference } from './differences.ts'
import type { FactKey } from './fact-key.ts'
import type { Schema } from './schema.ts'

/**
 * Whether a difference is about nothing but what a change may change: what it adds or takes away, with all parts of that, and of what it alters the facets
 * that it alters. `schemas` say what is a part of what.
 */
export function isWithin(
  { fact, kind, facets }: Difference,
  { added, removed, changed }: SchemaDifference,
  schemas: readonly Pick<Schema, 'facts'>[],
): boolean {
  for (let key: FactKey | undefined = fact; key !== undefined; key = parentOf(key, schemas))
    if (added.has(key) || removed.has(key)) return true
  const altered = changed.get(fact)?.facets ?? []
  return kind === 'differs' && facets.every(({ name }) => altered.includes(name))
}

function parentOf(key: FactKey, schemas: readonly Pick<Schema, 'facts'>[]): FactKey | undefined {
  for (const { facts } of schemas) {
    const fact = facts.get(key)
    if (fact !== undefined) return fact.parent
  }
  return undefined
}
