import { compareSchemas, type ChangedFact, type LeftOutFacets } from './compare.ts'
import type { FactKey } from './fact-key.ts'
import { titleOfKey } from './fact-title.ts'
import type { AnyFact, Facet, Schema } from './schema.ts'

/** A fact that is not what it should be. */
export interface Difference {
  readonly fact: FactKey
  /** For people: `column public.orders.total`. */
  readonly title: string
  /** `missing`: it should be there. `extra`: it should not. */
  readonly kind: 'missing' | 'extra' | 'differs'
  /** What differs of it; of one that is missing or extra, none. Sorted by name. */
  readonly facets: readonly FacetDifference[]
}

interface FacetDifference {
  readonly name: string
  readonly expected: Facet
  readonly found: Facet
}

/** How `found` differs from what is expected, sorted by key. A part of something that is missing, or extra, is not told by itself. */
export function differencesOf(
  expected: Pick<Schema, 'facts'>,
  found: Pick<Schema, 'facts'>,
  leftOut?: LeftOutFacets,
): readonly Difference[] {
  const { added, removed, changed } = compareSchemas(expected, found, leftOut)
  const whole = (facts: ReadonlyMap<FactKey, AnyFact>, kind: 'missing' | 'extra') =>
    [...facts.values()]
      .filter(({ parent }) => parent === undefined || !facts.has(parent))
      .map(({ key }): Difference => ({ fact: key, title: titleOfKey(key), kind, facets: [] }))
  return [
    ...whole(removed, 'missing'),
    ...whole(added, 'extra'),
    ...[...changed.values()].map(changedDifference),
  ].sort((a, b) => (a.fact < b.fact ? -1 : 1))
}

function changedDifference({ from, to, facets }: ChangedFact): Difference {
  const [expected, found] = [from.facets, to.facets] as unknown as readonly Readonly<Record<string, Facet>>[]
  return {
    fact: from.key,
    title: titleOfKey(from.key),
    kind: 'differs',
    facets: facets.map((name) => ({
      name,
      expected: expected?.[name] ?? null,
      found: found?.[name] ?? null,
    })),
  }
}

/** A facet for people, on one line; of two long texts what differs is looked at by {@link shownChange}. */
export function shownFacet(facet: Facet): string {
  if (facet === null) return 'none'
  if (typeof facet === 'string') return facet.replaceAll(/\s+/g, ' ').trim()
  if (typeof facet !== 'object') return String(facet)
  if (!Array.isArray(facet)) return JSON.stringify(facet)
  return facet.length === 0 ? 'none' : facet.map((one) => shownFacet(one as Facet)).join(', ')
}

/** So many characters of a facet are shown. */
const longest = 60
/** Before the first character that differs. */
const before = 20

/** Two values of a facet for people, cut to where they begin to differ. */
export function shownChange(one: Facet, other: Facet): readonly [string, string] {
  const [a, b] = [shownFacet(one), shownFacet(other)]
  if (a.length <= longest && b.length <= longest) return [a, b]
  let same = 0
  while (same < a.length && a[same] === b[same]) same += 1
  const from = Math.max(0, same - before)
  const cut = (text: string) =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + longest)}${text.length > from + longest ? '…' : ''}`
  return [cut(a), cut(b)]
}
