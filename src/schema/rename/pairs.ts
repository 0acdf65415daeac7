import { distance } from 'fastest-levenshtein'
import type { AnyFact, Fact, FactKind, Schema } from '../schema.ts'

/** The facts of a kind that only one of the two schemas has. */
export function onlyIn<K extends FactKind>(one: Schema, other: Schema, kind: K): readonly Fact<K>[] {
  const found: AnyFact[] = []
  for (const fact of one.facts.values())
    if (fact.kind === kind && !other.facts.has(fact.key)) found.push(fact)
  return found as unknown as readonly Fact<K>[]
}

/** Lists of what has the same `groupOf`; where that is undefined it is left out. */
export function grouped<T>(
  items: Iterable<T>,
  groupOf: (item: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groupOf(item)
    if (group === undefined) continue
    const list = groups.get(group)
    if (list) list.push(item)
    else groups.set(group, [item])
  }
  return groups
}

/** The most of either side among which pairs are looked for: it takes time by the product, and among so many a guess is worth nothing. */
const mostCandidates = 200

/** Pairs of those that score above 0, best first, each in one pair at most. */
export function bestPairs<T>(
  olds: readonly T[],
  news: readonly T[],
  score: (before: T, after: T) => number,
): readonly (readonly [T, T])[] {
  if (olds.length === 0 || news.length === 0 || Math.max(olds.length, news.length) > mostCandidates) return []
  const scored = olds
    .flatMap((before) => news.map((after) => ({ before, after, value: score(before, after) })))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
  const taken = new Set<T>()
  const pairs: (readonly [T, T])[] = []
  for (const { before, after } of scored) {
    if (taken.has(before) || taken.has(after)) continue
    taken.add(before).add(after)
    pairs.push([before, after])
  }
  return pairs
}

/** How much alike two names are: 1 the same, 0 nothing. */
export function likeness(before: string, after: string): number {
  return 1 - distance(before, after) / Math.max(before.length, after.length, 1)
}

/** The last part of the name of a fact. */
export function ownName({ name }: Pick<AnyFact, 'name'>): string {
  return name.at(-1) ?? ''
}
