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
  const changed = new Map<FactKey, ChangedFact>()
  for (const [key, before] of from.facts) {
    const after = to.facts.get(key)
    if (after === undefined) continue
    const facets = differingFacets(before, after, leftOut)
    if (facets.length > 0) changed.set(key, { from: before, to: after, facets })
  }
  return { added: missingIn(from, to), removed: missingIn(to, from), changed }
}

function missingIn(one: Pick<Schema, 'facts'>, other: Pick<Schema, 'facts'>): ReadonlyMap<FactKey, AnyFact> {
  const missing = new Map<FactKey, AnyFact>()
  for (const [key, fact] of other.facts) if (!one.facts.has(key)) missing.set(key, fact)
  return missing
}

/** Whether two schemas are the same, but for what is left out. */
export function isSameSchema(difference: SchemaDifference): boolean {
  return difference.added.size + difference.removed.size + difference.changed.size === 0
}

/** Whether two values of facets are the same. */
export function isSameFacet(one: Facet | undefined, other: Facet | undefined): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other)) return isSameList(one, other)
  const [some, others] = [one, other] as readonly Readonly<Record<string, Facet>>[]
  // What a record has not is the same as undefined.
  for (const name in some) if (!isSameFacet(some[name], others![name])) return false
  for (const name in others) if (others[name] !== undefined && some![name] === undefined) return false
  return true
}

function isSameList(one: Facet, other: Facet): boolean {
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
  return one.every((facet, at) => isSameFacet(facet as Facet, other[at] as Facet))
}

function differingFacets(before: AnyFact, after: AnyFact, leftOut: LeftOutFacets): readonly string[] {
  const [old, now] = [before.facets, after.facets] as unknown as readonly Readonly<Record<string, Facet>>[]
  const differing: string[] = []
  for (const name in old) if (!isSameFacet(old[name], now![name])) differing.push(name)
  for (const name in now) if (!(name in old!) && now[name] !== undefined) differing.push(name)
  if (differing.length === 0) return differing
  const ignored = [...(leftOut.all ?? []), ...(leftOut[before.kind] ?? [])]
  return differing.filter((name) => !ignored.includes(name)).sort()
}
