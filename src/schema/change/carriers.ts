import type { AnyFact, FactKey } from '../schema.ts'
import { rulesOf } from './rules-by-kind.ts'
import type { Site } from './rules.ts'

/** Which facts have no statement of their own, as they come or go with another one. */
export interface Carriers {
  /** By fact: whose creation has it in it. */
  readonly held: ReadonlyMap<FactKey, readonly AnyFact[]>
  /** By fact: the one with whose statement it comes. */
  readonly comes: ReadonlyMap<FactKey, FactKey>
  /** By fact: the one with whose statement it goes. */
  readonly goes: ReadonlyMap<FactKey, FactKey>
  /** Facts that must have statements of their own, as there is no order else; a view of them is made and dropped in two steps. */
  readonly apart: ReadonlySet<FactKey>
}

/** Carriers of what a plan makes and drops. */
export function findCarriers(site: Site, apart: ReadonlySet<FactKey>): Carriers {
  const { held, comes } = findHolders(site, apart)
  return { held, comes, goes: findGoing(site, apart), apart }
}

function findHolders(site: Site, apart: ReadonlySet<FactKey>) {
  const held = new Map<FactKey, readonly AnyFact[]>()
  const comes = new Map<FactKey, FactKey>()
  // Outer ones first: what a column would hold is held by the table that holds the column.
  const facts = [...site.to.facts.values()].filter(({ key }) => site.isMade(key))
  for (const fact of facts.sort((a, b) => depthOf(a) - depthOf(b))) {
    if (comes.has(fact.key)) continue
    const carrier = carrierOf(fact, site)
    // What it would hold does not come with it.
    if (carrier !== undefined) {
      comes.set(fact.key, carrier)
      continue
    }
    const keys = rulesOf(fact).holds?.(fact, site.to) ?? []
    const those = keys.filter((key) => site.isMade(key) && !comes.has(key) && !apart.has(key))
    for (const key of those) comes.set(key, fact.key)
    held.set(
      fact.key,
      those.map((key) => site.to.facts.get(key)!),
    )
  }
  return { held, comes }
}

function carrierOf(fact: AnyFact, site: Site): FactKey | undefined {
  return rulesOf(fact)
    .comesWith?.(fact, site)
    .find((key) => site.isMade(key))
}

function depthOf({ parent, name }: AnyFact): number {
  return parent === undefined ? 0 : name.length
}

function findGoing(site: Site, apart: ReadonlySet<FactKey>): ReadonlyMap<FactKey, FactKey> {
  const goes = new Map<FactKey, FactKey>()
  for (const fact of site.from.facts.values()) {
    if (!site.isDropped(fact.key) || apart.has(fact.key)) continue
    const others = rulesOf(fact).goesWith?.(fact, site.from, site) ?? []
    const goesWithParent = fact.parent !== undefined && rulesOf(fact).isDroppedFirst !== true
    const carrier = [...(goesWithParent ? [fact.parent] : []), ...others].find(site.isDropped)
    if (carrier !== undefined) goes.set(fact.key, carrier)
  }
  return goes
}

/** The facts by whose statement each goes or comes at last, as a column with its table with that of which it is a partition. */
export function carriedBy(carriers: ReadonlyMap<FactKey, FactKey>): ReadonlyMap<FactKey, readonly FactKey[]> {
  const carried = new Map<FactKey, FactKey[]>()
  for (const key of carriers.keys()) {
    let root = key
    const seen = new Set([key])
    for (let next = carriers.get(root); next !== undefined && !seen.has(next); next = carriers.get(root)) {
      seen.add(next)
      root = next
    }
    const list = carried.get(root)
    if (list) list.push(key)
    else carried.set(root, [key])
  }
  return carried
}
