import type { FingerprintTree } from './fingerprint.ts'
import type { FactKey } from './schema.ts'

/** A fact that two schemas do not have alike: one of them has none, or some facets differ. */
export type DifferingFact =
  | { readonly kind: 'only before'; readonly key: FactKey }
  | { readonly kind: 'only after'; readonly key: FactKey }
  | { readonly kind: 'changed'; readonly key: FactKey; readonly facets: readonly string[] }

/**
 * What two trees of hashes, made with the same options, do not have alike; sorted by place. Looks only below nodes that differ, so it costs
 * what the difference does. Of what only one has, what is a part of it is not named again.
 */
export function differingFacts(before: FingerprintTree, after: FingerprintTree): readonly DifferingFact[] {
  const found: DifferingFact[] = []
  collect(undefined, { before, after }, found)
  return found
}

interface Pair {
  readonly before: FingerprintTree
  readonly after: FingerprintTree
}

function collect(key: FactKey | undefined, pair: Pair, found: DifferingFact[]): void {
  const { before, after } = pair
  if (before.hash === after.hash) return
  const facets = differingNames(before.facets, after.facets)
  if (key !== undefined && facets.length > 0) found.push({ kind: 'changed', key, facets })
  for (const child of [...new Set([...before.children.keys(), ...after.children.keys()])].sort()) {
    const [old, now] = [before.children.get(child), after.children.get(child)]
    if (old === undefined) found.push({ kind: 'only after', key: child })
    else if (now === undefined) found.push({ kind: 'only before', key: child })
    else collect(child, { before: old, after: now }, found)
  }
}

function differingNames(
  before: FingerprintTree['facets'],
  after: FingerprintTree['facets'],
): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort()
}
