import type { SchemaDifference } from '../compare.ts'
import type { AnyFact, FactKey, Schema } from '../schema.ts'
import type { Fates } from './fates.ts'
import type { ChangeOptions } from './options.ts'
import { rulesOf } from './rules-by-kind.ts'
import type { Site } from './rules.ts'

interface SiteParts {
  readonly from: Schema
  readonly to: Schema
  readonly difference: SchemaDifference
  readonly options: Required<ChangeOptions>
}

/** What rules look at while it is not settled yet what is replaced. */
export function openSite(parts: SiteParts): Site {
  const dependents = dependentsOf(parts.from)
  return {
    ...parts,
    isReplaced: () => false,
    isMade: (key) => parts.difference.added.has(key),
    isDropped: (key) => parts.difference.removed.has(key),
    dependents: (key) => dependents.get(key) ?? [],
    held: () => [],
  }
}

/** The same when it is settled; `held`: what the creation of a fact has in it. */
export function settledSite(
  site: Site,
  { replaced }: Fates,
  held: ReadonlyMap<FactKey, readonly AnyFact[]>,
): Site {
  const { added, removed } = site.difference
  return {
    ...site,
    isReplaced: (key) => replaced.has(key),
    isMade: (key) => added.has(key) || replaced.has(key),
    isDropped: (key) => removed.has(key) || replaced.has(key),
    held: (key) => held.get(key) ?? [],
  }
}

function dependentsOf(schema: Schema): ReadonlyMap<FactKey, readonly AnyFact[]> {
  const dependents = new Map<FactKey, AnyFact[]>()
  for (const fact of schema.facts.values())
    for (const key of new Set([...fact.needs, ...(rulesOf(fact).goesWith?.(fact, schema) ?? [])])) {
      const list = dependents.get(key)
      if (list) list.push(fact)
      else dependents.set(key, [fact])
    }
  return dependents
}
