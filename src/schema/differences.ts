import { hash } from 'node:crypto'
import { canonicalFacets } from './canonical-facets.ts'
import { compareSchemas, type ChangedFact, type LeftOutFacets } from './compare.ts'
import type { FactKey } from './fact-key.ts'
import { titleOfKey } from './fact-title.ts'
import type { AnyFact, Facet, Schema } from './schema.ts'
import { withoutSecret } from './secret-options.ts'

/** A fact that is not what it should be. */
export interface Difference {
  readonly fact: FactKey
  /** For people: `column public.orders.total`. */
  readonly title: string
  /** `missing`: it should be there. `extra`: it should not. */
  readonly kind: 'missing' | 'extra' | 'differs'
  /** What differs of it; of one that is missing or extra, none. Sorted by name. */
  readonly facets: readonly FacetDifference[]
  /** Of one that is missing or extra: a sum of it and all its parts, without owners and grants. */
  readonly whole?: string
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
    [...partsByRoot(facts)].map(([key, parts]): Difference => ({
      fact: key,
      title: titleOfKey(key),
      kind,
      facets: [],
      whole: sumOfParts(parts),
    }))
  return [
    ...whole(removed, 'missing'),
    ...whole(added, 'extra'),
    ...[...changed.values()].map(changedDifference),
  ].sort((a, b) => (a.fact < b.fact ? -1 : 1))
}

/** The facts of which nothing above is among these, each with all that is below it. */
function partsByRoot(facts: ReadonlyMap<FactKey, AnyFact>): ReadonlyMap<FactKey, readonly AnyFact[]> {
  const roots = new Map<FactKey, AnyFact[]>()
  for (const fact of facts.values()) {
    const root = rootOf(fact, facts)
    const parts = roots.get(root)
    if (parts === undefined) roots.set(root, [fact])
    else parts.push(fact)
  }
  return roots
}

function rootOf({ key, parent }: AnyFact, facts: ReadonlyMap<FactKey, AnyFact>): FactKey {
  const above = parent === undefined ? undefined : facts.get(parent)
  return above === undefined ? key : rootOf(above, facts)
}

function sumOfParts(parts: readonly AnyFact[]): string {
  const lines = parts.map((fact) => JSON.stringify([fact.key, ...canonicalFacets(fact)])).sort()
  return hash('sha256', lines.join('\n')).slice(0, 16)
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
  if (typeof facet === 'string') return withoutSecret(facet).replaceAll(/\s+/g, ' ').trim()
  if (typeof facet !== 'object') return String(facet)
  if (!Array.isArray(facet)) return shownParts(facet as Readonly<Record<string, Facet>>)
  return facet.length === 0 ? 'none' : facet.map((one) => shownFacet(one as Facet)).join(', ')
}

/** `(grantee reader, privileges SELECT)`: parts that say nothing are left out. */
function shownParts(parts: Readonly<Record<string, Facet>>): string {
  const said = Object.entries(parts).filter(([, part]) => shownFacet(part) !== 'none')
  return `(${said.map(([name, part]) => `${name} ${shownFacet(part)}`).join(', ')})`
}

/** So many characters of a facet are shown. */
const longest = 60
/** Before the first character that differs. */
const before = 20

/** Of long lists only what one of them has alone: `…` stands for the rest. Undefined: they are no lists, or differ in their order. */
function shownLists(one: Facet, other: Facet): readonly [string, string] | undefined {
  if (!Array.isArray(one) || !Array.isArray(other)) return undefined
  const [ones, others] = [one, other].map((list) => list.map((item) => shownFacet(item as Facet)))
  const both = ones!.filter((item) => others!.includes(item))
  if (both.length === 0 || both.length === Math.max(ones!.length, others!.length)) return undefined
  const rest = (list: readonly string[]) => ['…', ...list.filter((item) => !both.includes(item))].join(', ')
  return [rest(ones!), rest(others!)]
}

/** Two values of a facet for people, cut to where they begin to differ. */
export function shownChange(one: Facet, other: Facet): readonly [string, string] {
  const [a, b] = shownLists(one, other) ?? [shownFacet(one), shownFacet(other)]
  if (a.length <= longest && b.length <= longest) return [a, b]
  let same = 0
  while (same < a.length && a[same] === b[same]) same += 1
  const from = Math.max(0, same - before)
  const cut = (text: string) =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + longest)}${text.length > from + longest ? '…' : ''}`
  return [cut(a), cut(b)]
}
