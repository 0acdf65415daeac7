import type { ChangedFact } from '../compare.ts'
import type { AnyFact, FactKey } from '../schema.ts'
import type { Planned } from './action.ts'
import { rulesOf } from './rules-by-kind.ts'
import type { Site } from './rules.ts'

/** What happens to each fact. */
export interface Fates {
  /** Dropped and made again. */
  readonly replaced: ReadonlySet<FactKey>
  /** What alters those that stay, by fact. */
  readonly altered: ReadonlyMap<FactKey, readonly Planned[]>
}

/** Facets that are changed apart from the rules of the kind. */
const commonNames: readonly string[] = ['comment', 'owner', 'grants']

/**
 * Which facts are replaced: those that their rules cannot alter, those that stand in the way of an alteration, and, transitively, those
 * that need something that goes and can neither let go of it nor be bound to what comes in its place.
 */
export function settleFates(site: Site): Fates {
  const settling = new Settling(site)
  for (const key of site.difference.removed.keys()) settling.leave(key)
  for (const change of site.difference.changed.values()) settling.alter(change)
  settling.finish()
  return settling
}

class Settling implements Fates {
  readonly replaced = new Set<FactKey>()
  readonly altered = new Map<FactKey, readonly Planned[]>()
  readonly #site: Site
  /** Keys that go, and whose dependents are not looked at yet. */
  readonly #queue: FactKey[] = []
  readonly #boundAnew = new Map<FactKey, FactKey[]>()

  constructor(site: Site) {
    this.#site = { ...site, isReplaced: (key) => this.replaced.has(key) }
  }

  leave(key: FactKey): void {
    this.#go(key)
  }

  alter(change: ChangedFact): void {
    const facets = change.facets.filter((name) => !commonNames.includes(name))
    if (facets.length === 0 || this.#goes(change.to.key)) return
    this.#take(change.to.key, rulesOf(change.to).alter({ ...change, facets }, this.#site))
  }

  finish(): void {
    for (let key = this.#queue.pop(); key !== undefined; key = this.#queue.pop())
      for (const dependent of this.#site.dependents(key)) this.#lose(dependent, key)
  }

  #goes(key: FactKey): boolean {
    return this.replaced.has(key) || !this.#site.to.facts.has(key)
  }

  #replace(key: FactKey): void {
    if (this.#goes(key) || !this.#site.from.facts.has(key)) return
    this.replaced.add(key)
    this.altered.delete(key)
    this.#go(key)
  }

  #go(key: FactKey): void {
    this.#queue.push(key)
    const fact = this.#site.from.facts.get(key)
    const tied = fact === undefined ? undefined : rulesOf(fact).tiedTo?.(fact, this.#site)
    for (const other of tied ?? []) this.#replace(other)
  }

  #take(key: FactKey, answer: readonly Planned[] | 'replace'): void {
    if (answer === 'replace') return this.#replace(key)
    this.altered.set(key, answer)
    for (const planned of answer)
      if (planned.kind === 'action') for (const cleared of planned.clears) this.#replace(cleared)
  }

  /** Something goes that this fact needs. */
  #lose(dependent: AnyFact, key: FactKey): void {
    const after = this.#site.to.facts.get(dependent.key)
    if (after === undefined || this.#goes(dependent.key)) return
    if (this.altered.has(dependent.key) && !this.#stillNeeds(after, key) && !this.#keepsType(after, key))
      return
    const { rebind } = rulesOf(after)
    if (rebind === undefined || dependent.parent === key) return this.#replace(dependent.key)
    const keys = [...(this.#boundAnew.get(dependent.key) ?? []), key]
    this.#boundAnew.set(dependent.key, keys)
    this.#take(dependent.key, rebind(this.#changeOf(dependent, after), keys, this.#site))
  }

  /** A type of the same name comes in place of the one that goes, and the column is altered in another way only. */
  #keepsType({ kind, key }: AnyFact, gone: FactKey): boolean {
    const facet = gone.startsWith('collation ') ? 'collation' : 'type'
    return kind === 'column' && this.#site.difference.changed.get(key)?.facets.includes(facet) !== true
  }

  /** The catalogs say of what needs a column of a relation no more that it needs the relation. */
  #stillNeeds({ needs }: AnyFact, key: FactKey): boolean {
    const { from, to } = this.#site
    const parent = from.facts.get(key)?.parent
    const whole = parent !== undefined && this.#goes(parent) ? parent : key
    return needs.some((need) => need === key || need === whole || to.facts.get(need)?.parent === key)
  }

  #changeOf(from: AnyFact, to: AnyFact): ChangedFact {
    const facets = this.#site.difference.changed.get(to.key)?.facets ?? []
    return { from, to, facets: facets.filter((name) => !commonNames.includes(name)) }
  }
}
