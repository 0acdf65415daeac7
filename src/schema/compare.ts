import type { AnyFact, Facet, FactKey, FactKind, Fact, Schema } from './schema.ts'

/** A fact that both have, with facets that differ. */
export interface ChangedFact<K extends FactKind = FactKind> {
  readonly from: Fact<K>
  readonly to: Fact<K>
  /** Names of the facets that differ, sorted; the common ones too. None: only what it needs differs. */
  readonly facets: readonly string[]
}

/** What one schema has otherwise than another. */
export interface SchemaDifference {
  readonly added: ReadonlyMap<FactKey, AnyFact>
  readonly removed: ReadonlyMap<FactKey, AnyFact>
  readonly changed: ReadonlyMap<FactKey, ChangedFact>
}

/** Facets that are not compared, by kind; those under `all` of every kind. */
export type LeftOutFacets = Readonly<Partial<Record<FactKind | 'all', readonly string[]>>>

/** The difference of two schemas: facts by key, each facet by its value. */
export function compareSchemas(
  from: Pick<Schema, 'facts'>,
  to: Pick<Schema, 'facts'>,
  leftOut: LeftOutFacets = {},
): SchemaDifference {
  const only = (these: Pick<Schema, 'facts'>, others: Pick<Schema, 'facts'>) =>
    new Map([...these.facts].filter(([key]) => !others.facts.has(key)))
  const changed = new Map<FactKey, ChangedFact>()
  for (const [key, before] of from.facts) {
    const after = to.facts.get(key)
    if (after === undefined) continue
    const facets = differingFacets(before, after, leftOut)
    if (facets.length > 0) changed.set(key, { from: before, to: after, facets })
  }
  return { added: only(to, from), removed: only(from, to), changed }
}

/** Whether two schemas are the same, but for what is left out. */
export function isSameSchema(difference: SchemaDifference): boolean {
  return difference.added.size + difference.removed.size + difference.changed.size === 0
}

/** Whether two values of facets are the same. */
export function isSameFacet(one: Facet | undefined, other: Facet | undefined): boolean {
  return one === other || canonical(one) === canonical(other)
}

function differingFacets(before: AnyFact, after: AnyFact, leftOut: LeftOutFacets): readonly string[] {
  const [old, now] = [before.facets, after.facets] as unknown as readonly Readonly<Record<string, Facet>>[]
  const ignored = [...(leftOut.all ?? []), ...(leftOut[before.kind] ?? [])]
  const names = new Set([...Object.keys(old!), ...Object.keys(now!)])
  return [...names].filter((name) => !ignored.includes(name) && !isSameFacet(old![name], now![name])).sort()
}

/** As JSON, the members of records in one order: `undefined` of a record counts as missing. */
function canonical(value: Facet | undefined): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
