import type { AnyFact, FactKey, FactKind, Schema } from '../schema.ts'
import type { Action } from './action.ts'
import type { Site } from './rules.ts'
import { namedInTexts } from './text-links.ts'

/** `before` runs before `after`, both places in a list of actions. A soft one is given up where it would close a cycle. */
export interface Link {
  readonly before: number
  readonly after: number
  readonly strength: 'hard' | 'soft'
}

interface Places {
  readonly producers: ReadonlyMap<string, readonly number[]>
  readonly destroyers: ReadonlyMap<string, readonly number[]>
  readonly releasers: ReadonlyMap<string, readonly number[]>
  /** Facts by what they are freed of. */
  readonly freed: ReadonlyMap<string, ReadonlySet<FactKey>>
}

/** What must run before what. */
export function linkActions(chains: readonly (readonly Action[])[], site: Site): readonly Link[] {
  const actions = chains.flat()
  const releasers = placesBy(actions, ({ releases }) => releases)
  const places: Places = {
    producers: placesBy(actions, ({ produces }) => produces),
    destroyers: placesBy(actions, ({ destroys }) => destroys),
    releasers,
    freed: new Map([...releasers].map(([key, at]) => [key, new Set(at.map((one) => actions[one]!.fact))])),
  }
  const links = actions.flatMap((action, at) => [
    ...needLinks(action, at, places),
    ...destroyLinks(action, at, { places, site }),
    ...clearLinks(action, at, places),
    ...alterLinks(action, at, { places, site }),
  ])
  const texts = namedInTexts(actions, site).map(([before, after]) => soft(before, after))
  const all = [
    ...links,
    ...chainLinks(chains),
    ...nameLinks(actions, site),
    ...extensionLinks(places),
    ...texts,
  ]
  return all.filter(({ before, after }) => before !== after && actions[before] !== undefined)
}

function placesBy(
  actions: readonly Action[],
  keysOf: (action: Action) => readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [at, action] of actions.entries())
    for (const key of new Set(keysOf(action))) {
      const list = places.get(key)
      if (list) list.push(at)
      else places.set(key, [at])
    }
  return places
}

const hard = (before: number, after: number): Link => ({ before, after, strength: 'hard' })
const soft = (before: number, after: number): Link => ({ before, after, strength: 'soft' })

function needLinks({ needs, after }: Action, at: number, { producers, destroyers }: Places): readonly Link[] {
  return [
    ...needs.flatMap((key) => {
      const makers = producers.get(key)
      if (makers?.includes(at)) return []
      if (makers) return makers.map((maker) => hard(maker, at))
      return (destroyers.get(key) ?? []).map((destroyer) => hard(at, destroyer))
    }),
    ...after.flatMap((key) => (producers.get(key) ?? []).map((maker) => hard(maker, at))),
  ]
}

function destroyLinks(
  { destroys }: Action,
  at: number,
  { places, site }: { readonly places: Places; readonly site: Site },
): readonly Link[] {
  return destroys.flatMap((key) => [
    ...site
      .dependents(key)
      .filter((fact) => !places.freed.get(key)?.has(fact.key))
      .flatMap((fact) => (places.destroyers.get(fact.key) ?? []).map((other) => hard(other, at))),
    ...(places.releasers.get(key) ?? []).map((other) => hard(other, at)),
    ...(places.producers.get(key) ?? []).map((other) => hard(at, other)),
  ])
}

function clearLinks({ clears }: Action, at: number, { producers, destroyers }: Places): readonly Link[] {
  return clears.flatMap((key) => [
    ...(destroyers.get(key) ?? []).map((other) => hard(other, at)),
    ...(producers.get(key) ?? []).map((other) => hard(at, other)),
  ])
}

/** What needs a fact, and goes, goes before the fact is altered. */
function alterLinks(
  { fact, produces, destroys }: Action,
  at: number,
  { places, site }: { readonly places: Places; readonly site: Site },
): readonly Link[] {
  if (site.isMade(fact) || destroys.length > 0 || !produces.includes(fact)) return []
  return site
    .dependents(fact)
    .flatMap(({ key }) => (places.destroyers.get(key) ?? []).map((other) => soft(other, at)))
}

function chainLinks(chains: readonly (readonly Action[])[]): readonly Link[] {
  let at = 0
  return chains.flatMap((chain) => {
    const links = chain.slice(1).map((_, index) => hard(at + index, at + index + 1))
    at += chain.length
    return links
  })
}

/** What has the name of something that goes comes after it, also where the two are of different kinds. */
function nameLinks(actions: readonly Action[], { from, to }: Site): readonly Link[] {
  const names = (keys: readonly FactKey[], schema: Schema) =>
    keys.flatMap((key) => takenNames(schema.facts.get(key)))
  const users = placesBy(actions, ({ produces }) => names(produces, to))
  return actions.flatMap(({ destroys }, at) =>
    names(destroys, from).flatMap((name) => (users.get(name) ?? []).map((user) => soft(at, user))),
  )
}

/** What an extension makes is not known, and may have the names of what goes. */
function extensionLinks({ producers, destroyers }: Places): readonly Link[] {
  const makers = [...producers].flatMap(([key, at]) => (key.startsWith('extension ') ? at : []))
  if (makers.length === 0) return []
  const goers = [...destroyers].flatMap(([key, at]) => (mayBeOfExtension.test(key) ? at : []))
  return makers.flatMap((maker) => goers.map((goer) => soft(goer, maker)))
}

const mayBeOfExtension = /^(?:function|aggregate|operator|operator class|base type|domain|cast) "/

const relations: ReadonlySet<FactKind> = new Set([
  'table',
  'foreign table',
  'view',
  'materialized view',
  'sequence',
  'index',
  'composite type',
  'enum',
  'domain',
  'range type',
  'base type',
])
const routines: ReadonlySet<FactKind> = new Set(['function', 'procedure', 'aggregate'])

/** Relations and types share one set of names in a schema, routines another. */
function takenNames(fact: AnyFact | undefined): readonly string[] {
  const last = fact?.name.at(-1)
  if (fact === undefined || last === undefined) return []
  if (fact.kind === 'column')
    return fact.facets.identity === null
      ? []
      : [`relation ${fact.name[0]}.${fact.facets.identity.sequence.name}`]
  const hasIndex = fact.kind === 'constraint' && fact.facets.index !== null
  if (hasIndex || relations.has(fact.kind)) return [`relation ${fact.name[0]}.${last}`]
  return routines.has(fact.kind) ? [`routine ${fact.name[0]}.${last}`] : []
}
