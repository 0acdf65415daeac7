import { PlinthError } from '../../errors.ts'
import { compareSchemas } from '../compare.ts'
import type { FactKey, Schema } from '../schema.ts'
import type { Action, Hazard, Unplanned } from './action.ts'
import { keepArrayCasts } from './array-casts.ts'
import { findCarriers, type Carriers } from './carriers.ts'
import { draftActions, type Draft } from './draft-actions.ts'
import { settleFates, type Fates } from './fates.ts'
import { linkActions, type Link } from './links.ts'
import { mergePasses } from './merge-passes.ts'
import { leftOutBy, settledOptions, type ChangeOptions } from './options.ts'
import { hasText } from './routine-rules.ts'
import type { Site } from './rules.ts'
import { openSite, settledSite } from './site.ts'
import { sortActions } from './sort-actions.ts'

/** A statement of a plan. */
export interface ChangeStatement {
  /** Without semicolon. */
  readonly sql: string
  /** What it makes, drops or alters. */
  readonly facts: readonly FactKey[]
  readonly hazards: readonly Hazard[]
  /** False: it must run outside of a transaction. */
  readonly transactional: boolean
}

/** How one schema becomes another. */
export interface SchemaChange {
  /** In the order in which they can run. */
  readonly statements: readonly ChangeStatement[]
  /** Differences that no statement removes. */
  readonly unplanned: readonly Unplanned[]
}

/**
 * The statements that make `to` of `from`. The way back is `planChange(to, from)`. Throws E_SCHEMA_CYCLE when objects need each other so
 * that no order of statements makes them.
 */
export function planChange(from: Schema, to: Schema, options: ChangeOptions = {}): SchemaChange {
  const settled = settledOptions(options)
  const difference = compareSchemas(from, to, leftOutBy(settled))
  const site = openSite({ from, to, difference, options: settled })
  const fates = settleFates(site)
  const { actions, unplanned } = arrange(site, fates)
  return {
    statements: [
      ...settingsFor(actions, to),
      ...mergePasses(actions).map((action) => statementOf(action, site)),
    ],
    unplanned,
  }
}

interface Arranged {
  readonly actions: readonly Action[]
  readonly unplanned: readonly Unplanned[]
}

/** Facts are taken apart, soft links given up, until there is an order. */
function arrange(site: Site, fates: Fates): Arranged {
  const apart = new Set<FactKey>()
  for (;;) {
    const plain = settledSite(site, fates, new Map())
    const carriers = findCarriers(plain, apart)
    const settled = settledSite(site, fates, carriers.held)
    const draft = draftActions(settled, fates, carriers)
    const actions = draft.chains.flat()
    const answer = sortSoftly(draft, settled)
    if (answer.kind === 'order')
      return { actions: answer.places.map((at) => actions[at]!), unplanned: draft.unplanned }
    const cycles = answer.cycles.map((places) => places.map((at) => actions[at]!))
    const found = separableIn(cycles, settled, carriers)
    if (found.length === 0) throw noOrder(cycles[0] ?? [])
    for (const key of found) apart.add(key)
  }
}

function sortSoftly({ chains }: Draft, site: Site) {
  const actions = chains.flat()
  const sort = (links: readonly Link[]) => sortActions(actions, links, [site.to, site.from])
  let links = linkActions(chains, site)
  for (;;) {
    const sorted = sort(links)
    if (sorted.kind === 'order') return sorted
    const cycleOf = new Map(sorted.cycles.flatMap((cycle, number) => cycle.map((at) => [at, number])))
    const fewer = links.filter(
      ({ before, after, strength }) =>
        strength === 'hard' || !cycleOf.has(before) || cycleOf.get(before) !== cycleOf.get(after),
    )
    if (fewer.length === links.length) return sorted
    links = fewer
  }
}

/** What is to be taken apart next: of views, which then come in two steps, one in each cycle, and only where nothing else is left. */
function separableIn(
  cycles: readonly (readonly Action[])[],
  site: Site,
  carriers: Carriers,
): readonly FactKey[] {
  const { apart } = carriers
  const held = cycles
    .flatMap((cycle) => separable(cycle, { site, carriers }))
    .filter((key) => !apart.has(key))
  if (held.length > 0) return held
  const isView = (key: FactKey) => (site.to.facts.get(key) ?? site.from.facts.get(key))?.kind === 'view'
  return cycles.flatMap((cycle) =>
    cycle
      .map(({ fact }) => fact)
      .filter((key) => isView(key) && !apart.has(key))
      .sort()
      .slice(0, 1),
  )
}

/** Facts that a statement of a cycle makes or drops beside its own one, and that tie it to another one of them. */
function separable(
  cycle: readonly Action[],
  { site, carriers }: { readonly site: Site; readonly carriers: Carriers },
): readonly FactKey[] {
  const held = [...carriers.held.values()].flat().map(({ key }) => key)
  const made = new Map(cycle.flatMap((action) => action.produces.map((key) => [key, action])))
  const gone = new Map(cycle.flatMap((action) => action.destroys.map((key) => [key, action])))
  const ties = (keys: readonly FactKey[], own: FactKey, by: ReadonlyMap<FactKey, Action>) =>
    keys.some((key) => by.has(key) && by.get(key) !== by.get(own))
  return [
    ...held.filter((key) => made.has(key) && ties(site.to.facts.get(key)!.needs, key, made)),
    ...[...gone.keys()].filter(
      (key) => carriers.goes.has(key) && ties(site.from.facts.get(key)!.needs, key, gone),
    ),
  ]
}

function noOrder(cycle: readonly Action[]): PlinthError {
  const facts = [...new Set(cycle.map(({ fact }) => fact))].sort()
  return new PlinthError(
    'E_SCHEMA_CYCLE',
    `${facts.length} objects need each other, so that no order makes them`,
    {
      detail: cycle.map(({ sql }) => sql.split('\n')[0]).join('\n'),
      hint: `Write the migration by hand: ${facts.join(', ')}`,
    },
  )
}

/** The text of a routine may name what is made after it: it is not looked at. */
function settingsFor(actions: readonly Action[], { facts }: Schema): readonly ChangeStatement[] {
  const isNeeded = actions.some(({ fact, sql }) => hasText(facts.get(fact), sql))
  if (!isNeeded) return []
  return [{ sql: 'SET check_function_bodies = off', facts: [], hazards: [], transactional: true }]
}

function statementOf(action: Action, { from, to }: Site): ChangeStatement {
  const { sql, fact, produces, destroys, hazards, transactional } = action
  const facts = [...new Set([fact, ...produces, ...destroys])]
  return {
    sql: keepArrayCasts(sql),
    facts: facts.filter((key) => from.facts.has(key) || to.facts.has(key)),
    hazards,
    transactional,
  }
}
