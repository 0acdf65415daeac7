import type { AnyFact, Fact, FactKey } from '../schema.ts'
import { unplanned, type Action, type Planned, type Unplanned } from './action.ts'
import { carriedBy, type Carriers } from './carriers.ts'
import { alterCommonFacets, bareFacets, facetsOfNew } from './common-facets.ts'
import type { Fates } from './fates.ts'
import { freedomOf } from './partitions.ts'
import { rulesOf } from './rules-by-kind.ts'
import { actionsOf, type Site } from './rules.ts'
import { createInTwo, dropInTwo } from './view-in-two.ts'

/** All that a plan does, without an order yet. */
export interface Draft {
  /** Each is a list of actions that follow each other. */
  readonly chains: readonly (readonly Action[])[]
  readonly unplanned: readonly Unplanned[]
}

/** The actions that make, drop and alter what is to be. A fact that no action makes or drops, and that is not named, is named here. */
export function draftActions(site: Site, fates: Fates, carriers: Carriers): Draft {
  const answers = [
    ...draftDrops(site, carriers),
    ...draftAlterations(site, fates, carriers),
    ...draftCreations(site, carriers),
    ...draftCommonFacets(site, fates),
  ]
  const found = answers.flat().filter((one) => one.kind === 'unplanned')
  const chains = answers
    .map((answer) => actionsOf(answer).map((action) => afterFreedom(action, site)))
    .filter((chain) => chain.length > 0)
  return { chains, unplanned: [...found, ...unnamed(site, chains.flat(), found)] }
}

/** What is done to a column or a constraint of a table that is to be freed of a parent waits for that: until then it is the parent's. */
function afterFreedom(action: Action, { from, to }: Site): Action {
  const parent = (from.facts.get(action.fact) ?? to.facts.get(action.fact))?.parent
  return parent === undefined ? action : { ...action, after: [...action.after, freedomOf(parent)] }
}

function draftDrops(site: Site, { goes, apart }: Carriers): readonly (readonly Planned[])[] {
  const carried = carriedBy(goes)
  return factsOf(site.from.facts, site.isDropped)
    .filter(({ key }) => !goes.has(key))
    .map((fact) => {
      const more = carried.get(fact.key) ?? []
      const answer = isInTwo(fact, apart) ? dropInTwo(fact, site.from) : rulesOf(fact).drop(fact, site)
      return answer.map((one) =>
        one.kind === 'action' && one.destroys.includes(fact.key)
          ? { ...one, destroys: [...one.destroys, ...more] }
          : one,
      )
    })
}

function draftCreations(site: Site, { comes, apart }: Carriers): readonly (readonly Planned[])[] {
  const carried = carriedBy(comes)
  return factsOf(site.to.facts, site.isMade)
    .filter(({ key }) => !comes.has(key))
    .map((fact) => {
      const answer = isInTwo(fact, apart) ? createInTwo(fact, site.to) : rulesOf(fact).create(fact, site)
      return withCarried(answer, fact, carried.get(fact.key) ?? [], site)
    })
}

function isInTwo(fact: AnyFact, apart: ReadonlySet<FactKey>): fact is Fact<'view'> {
  return fact.kind === 'view' && apart.has(fact.key)
}

/** The first action that makes a fact makes what it carries too, and needs what that needs. */
function withCarried(
  answer: readonly Planned[],
  fact: AnyFact,
  carried: readonly FactKey[],
  site: Site,
): readonly Planned[] {
  const first = answer.find((one) => one.kind === 'action' && one.produces.includes(fact.key))
  const inside = new Set([fact.key, ...carried])
  const needs = site
    .held(fact.key)
    .flatMap((held) => held.needs)
    .filter((key) => !inside.has(key))
  return answer.map((one) =>
    one === first && one.kind === 'action'
      ? { ...one, produces: [...one.produces, ...carried], needs: [...one.needs, ...needs] }
      : one,
  )
}

function draftAlterations(
  site: Site,
  { altered }: Fates,
  { apart }: Carriers,
): readonly (readonly Planned[])[] {
  return [...altered].map(([key, answer]) => {
    const before = site.from.facts.get(key)?.needs ?? []
    const after = site.to.facts.get(key)?.needs ?? []
    // What an action says itself of a need is so; of the others each needs it, or frees of it.
    const said = new Set(actionsOf(answer).flatMap(({ needs, releases }) => [...needs, ...releases]))
    const fresh = after.filter((need) => !before.includes(need) && !said.has(need))
    const old = before.filter((need) => !after.includes(need) && !said.has(need))
    return answer.map((one) =>
      one.kind === 'action'
        ? {
            ...one,
            needs: [...one.needs, ...fresh],
            releases: [...one.releases, ...old],
            // What needs a view that is there already does not wait for it.
            produces: apart.has(key) ? one.produces.filter((made) => made !== key) : one.produces,
          }
        : one,
    )
  })
}

function draftCommonFacets(site: Site, { replaced }: Fates): readonly (readonly Planned[])[] {
  const touched = factsOf(site.to.facts, (key) => site.isMade(key) || site.difference.changed.has(key))
  return touched.map((fact) => {
    const made = site.isMade(fact.key)
    const changed = site.difference.changed.get(fact.key)?.facets ?? []
    const before = made || replaced.has(fact.key) ? bareFacets : site.from.facts.get(fact.key)!.facets
    const names = (made ? facetsOfNew(fact, site) : changed).filter((name) => counts(site, name))
    if (names.length === 0) return []
    return alterCommonFacets(fact, { before, names }, site).map((one) =>
      one.kind === 'action' && made ? { ...one, needs: [...one.needs, fact.key] } : one,
    )
  })
}

function counts({ options }: Site, name: string): boolean {
  if (name === 'owner') return options.owners === 'counted'
  if (name === 'grants') return options.grants === 'counted'
  return name === 'comment'
}

function unnamed(site: Site, actions: readonly Action[], named: readonly Unplanned[]): readonly Unplanned[] {
  const known = new Set(named.map(({ fact }) => fact))
  const produced = new Set(actions.flatMap(({ produces }) => produces))
  const destroyed = new Set(actions.flatMap(({ destroys }) => destroys))
  const missing = factsOf(site.to.facts, (key) => site.isMade(key) && !produced.has(key) && !known.has(key))
  const left = factsOf(
    site.from.facts,
    (key) => site.isDropped(key) && !destroyed.has(key) && !known.has(key),
  )
  return [
    ...missing.map((fact) => unplanned(fact, [], 'no statement makes it')),
    ...left.map((fact) => unplanned(fact, [], 'no statement drops it')),
  ]
}

function factsOf(
  facts: ReadonlyMap<FactKey, AnyFact>,
  wanted: (key: FactKey) => boolean,
): readonly AnyFact[] {
  return [...facts.values()].filter(({ key }) => wanted(key))
}
