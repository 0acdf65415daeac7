import {
  keyOf,
  schemaKeyOf,
  type AnyFact,
  type CommonFacets,
  type FactKey,
  type Grant,
} from '../../../schema/schema.ts'
import { ByPlace } from './by-place.ts'
import { classIds } from './class-ids.ts'
import { commentOfPublic, type CommentRow } from './comments.ts'
import type { AnyFound, Place } from './found.ts'
import { grantsIn, type RightsRow } from './grants.ts'
import type { Owner } from './needs.ts'

/** What is said of objects of all kinds. Whoever tells it of a fact takes it out. */
export interface Said {
  readonly serverVersion: number
  readonly comments: ByPlace<CommentRow>
  readonly rights: ByPlace<RightsRow>
}

/** The facts, as one catalog after the other is read: each is made at once, while the server works on what was asked next. */
export class FoundFacts {
  /** Which fact, or what is outside of the snapshot, stands for which row of a catalog. */
  readonly places = new ByPlace<Owner>()
  readonly #said: Said
  readonly #kinds = new Map<string, AnyFact[]>()
  /** How many of a kind there were when they were sorted. */
  readonly #sorted = new Map<string, number>()

  constructor(said: Said) {
    this.#said = said
  }

  add(found: Iterable<AnyFound>): void {
    for (const one of found) this.#add(one)
  }

  /** Sorts what is there already: who does so while the server works need not in the end. */
  sort(): void {
    for (const [kind, facts] of this.#kinds) {
      if (this.#sorted.get(kind) === facts.length) continue
      facts.sort(byKey)
      this.#sorted.set(kind, facts.length)
    }
  }

  #add(one: AnyFound): void {
    const { kind, name, parent, place, parts } = one
    const fact = {
      kind,
      key: one.key ?? keyOf(kind, name),
      name,
      parent,
      facets: withCommonFacets(one, this.#said),
      needs: noNeeds,
    } as unknown as AnyFact
    if (place) this.#put(place, fact)
    if (parts) for (const part of parts) this.#put(part, fact)
    const known = this.#kinds.get(kind)
    if (known) known.push(fact)
    else this.#kinds.set(kind, [fact])
  }

  #put({ catalog, oid, column = 0 }: Place, fact: AnyFact): void {
    this.places.of(classIds[catalog]).set(oid, column, fact)
  }

  /** All of them by key, sorted by it, with what they need: what `needs` says, and what they are in. */
  facts(needs: ReadonlyMap<AnyFact, readonly FactKey[]>): ReadonlyMap<FactKey, AnyFact> {
    const facts = new Map<FactKey, AnyFact>()
    // A key begins with the kind, a space and a quote.
    const kinds = [...this.#kinds.keys()].toSorted((one, other) => (`${one} "` < `${other} "` ? -1 : 1))
    this.sort()
    for (const kind of kinds) for (const fact of this.#kinds.get(kind)!) facts.set(fact.key, fact)
    const containers = new Containers(facts)
    for (const fact of facts.values()) {
      const all = sortedOnce(containers.of(fact), needs.get(fact))
      ;(fact as { needs: readonly FactKey[] }).needs = all
    }
    return facts
  }
}

const noNeeds: readonly FactKey[] = []

function byKey(one: AnyFact, other: AnyFact): number {
  return one.key < other.key ? -1 : 1
}

/** What facts are in. One list for all that are in the same: most facts need nothing else. */
class Containers {
  readonly #facts: ReadonlyMap<FactKey, AnyFact>
  readonly #lists = new Map<FactKey, readonly FactKey[]>()

  constructor(facts: ReadonlyMap<FactKey, AnyFact>) {
    this.#facts = facts
  }

  /** The parent, or the schema; none where that is no fact: the schema may be an extension's, which is needed then. */
  of(fact: AnyFact): readonly FactKey[] {
    const container = fact.parent ?? schemaKeyOf(fact)
    if (container === undefined) return noNeeds
    const known = this.#lists.get(container)
    if (known) return known
    const list = this.#facts.has(container) ? [container] : noNeeds
    this.#lists.set(container, list)
    return list
  }
}

function sortedOnce(some: readonly FactKey[], others: readonly FactKey[] = noNeeds): readonly FactKey[] {
  if (others.every((key) => key === some[0])) return some.length > 0 ? some : others.slice(0, 1)
  return [...new Set([...some, ...others])].sort()
}

/** Sets them in the facets that were found, which are this fact's alone. */
function withCommonFacets(one: AnyFound, { comments, rights, serverVersion }: Said): AnyFact['facets'] {
  const { kind, name, place, owner = null } = one
  const facets = one.facets as { -readonly [F in keyof CommonFacets]: CommonFacets[F] }
  const comment = place === undefined ? null : (comments.take(place)?.description ?? null)
  const row = place === undefined ? undefined : rights.take(place)
  const isPublic = kind === 'schema' && name[0] === 'public'
  facets.comment = isPublic ? publicComment(comment) : comment
  facets.owner = owner
  if (row === undefined) facets.grants = null
  else facets.grants = isPublic ? publicGrants(row, serverVersion) : grantsIn(row)
  return one.facets as AnyFact['facets']
}

function publicComment(comment: string | null): string | null {
  return comment === commentOfPublic ? null : (comment ?? '')
}

/** Against what initdb gives, with whoever owns the schema in place of its owner. */
function publicGrants(row: RightsRow, serverVersion: number): readonly Grant[] | null {
  const toAll = serverVersion < 150_000 ? ['CREATE', 'USAGE'] : ['USAGE']
  const own = toAll.map((privilege) => ['PUBLIC', privilege, false] as const)
  return grantsIn({ rights: row.rights, base: [...(row.base ?? []), ...own] })
}
