import type { FacetsOf } from '../facets.ts'
import type { ChangedFact } from '../compare.ts'
import { factsOf, keyOf, type Fact, type FactKey, type Schema } from '../schema.ts'
import { actionOf, alteration, creation, removal, type Action, type Hazard, type Planned } from './action.ts'
import { sequenceBehindRows } from './go-on-counting.ts'
import { nameOf } from './names.ts'
import { isFrom } from './relations.ts'
import type { Rules, Site } from './rules.ts'
import { boundsOf } from './sequence-bounds.ts'

type Numbers = Omit<FacetsOf['sequence'], 'type' | 'persistence' | 'ownedBy'>

/** What belongs to a column is bound to it by a statement of its own: the default of the column needs the sequence first. */
export const sequenceRules: Rules<'sequence'> = {
  create: (fact, site) => {
    const kind = fact.facets.persistence === 'unlogged' ? 'UNLOGGED SEQUENCE' : 'SEQUENCE'
    const clauses = [...typeClause(fact.facets.type), ...numberClauses(fact.facets, fact.facets.type)]
    const sql = [`CREATE ${kind} ${nameOf(fact)}`, ...clauses].join('\n    ')
    const needs = fact.needs.filter((key) => !isOwner(key, fact, site.to))
    const made = creation(fact, sql, { needs, after: identityUsers(fact, site.from) })
    return [
      made,
      ...(fact.facets.ownedBy === null ? [] : [ownedBy(fact, fact.facets.ownedBy, site.to)]),
      ...sequenceBehindRows(fact, site),
    ]
  },
  drop: (fact, site) => [
    removal(fact, `DROP SEQUENCE ${nameOf(fact)}`, {
      hazards: site.isReplaced(fact.key)
        ? [{ kind: 'data loss', text: `${nameOf(fact)} counts from its start again` }]
        : [],
    }),
  ],
  alter: ({ from, to, facets }, site) => {
    if (facets.includes('persistence') && !isFrom(15, site)) return 'replace'
    return [
      ...alterNumbers(from, to, site),
      ...(isOfAlteredTable(to, site) ? [] : alterPersistence(to, facets)),
      ...alterOwner({ from, to, facets }, site),
    ]
  },
  rebind: ({ from, to, facets }, _, site) => [
    release(from, site),
    ...alterNumbers(from, to, site),
    ...alterPersistence(to, facets),
    ...(to.facets.ownedBy === null ? [] : [ownedBy(to, to.facets.ownedBy, site.to)]),
  ],
  goesWith: ({ facets }) => (facets.ownedBy === null ? [] : [facets.ownedBy]),
}

function isOwner(key: FactKey, { facets }: Fact<'sequence'>, schema: Schema): boolean {
  const { ownedBy: column } = facets
  return column !== null && (key === column || key === schema.facts.get(column)?.parent)
}

function ownersOf(fact: Fact<'sequence'>, schema: Schema): readonly FactKey[] {
  return fact.needs.filter((key) => isOwner(key, fact, schema))
}

function ownedBy(fact: Fact<'sequence'>, column: FactKey, { facts }: Schema): Action {
  const name = nameOf(facts.get(column)!)
  return actionOf(fact, `ALTER SEQUENCE ${nameOf(fact)} OWNED BY ${name}`, { needs: [fact.key, column] })
}

const usersBySchema = new WeakMap<Schema, ReadonlyMap<FactKey, readonly FactKey[]>>()

/** Columns whose identity had a sequence of this name. */
function identityUsers({ key }: Fact<'sequence'>, schema: Schema): readonly FactKey[] {
  const known = usersBySchema.get(schema) ?? readIdentityUsers(schema)
  usersBySchema.set(schema, known)
  return known.get(key) ?? []
}

function readIdentityUsers(schema: Schema): ReadonlyMap<FactKey, readonly FactKey[]> {
  return new Map(
    factsOf(schema, 'column').flatMap(({ key, name, facets }) =>
      facets.identity === null
        ? []
        : [[keyOf('sequence', [name[0]!, facets.identity.sequence.name]), [key]] as const],
    ),
  )
}

function alterOwner({ from, to, facets }: ChangedFact<'sequence'>, site: Site): readonly Planned[] {
  if (!facets.includes('ownedBy')) return []
  if (to.facets.ownedBy === null) return [actionOf(to, `ALTER SEQUENCE ${nameOf(to)} OWNED BY NONE`)]
  // The old owner may have to go before the new one can be made, which has names of it.
  const goes = ownersOf(from, site.from).some(site.isDropped)
  return [...(goes ? [release(from, site)] : []), ownedBy(to, to.facets.ownedBy, site.to)]
}

function release(from: Fact<'sequence'>, site: Site): Action {
  const releases = ownersOf(from, site.from)
  return actionOf(from, `ALTER SEQUENCE ${nameOf(from)} OWNED BY NONE`, { releases })
}

/** The persistence of a table goes on to the sequences of its columns: it is settled behind that. */
export function settlePersistence(
  table: Pick<Fact<'table'>, 'key'>,
  persistence: Fact<'table'>['facets']['persistence'],
  site: Site,
): readonly Planned[] {
  if (!isFrom(15, site)) return []
  return factsOf(site.to, 'sequence')
    .filter((one) => tableOf(one, site.to) === table.key && site.from.facts.has(one.key))
    .filter(({ facets }) => facets.persistence !== persistence)
    .flatMap((one) => alterPersistence(one, ['persistence']))
}

function isOfAlteredTable(to: Fact<'sequence'>, site: Site): boolean {
  const table = tableOf(to, site.to)
  return table !== undefined && site.difference.changed.get(table)?.facets.includes('persistence') === true
}

function tableOf({ facets }: Fact<'sequence'>, { facts }: Schema): FactKey | undefined {
  return facets.ownedBy === null ? undefined : facts.get(facets.ownedBy)?.parent
}

function alterPersistence(to: Fact<'sequence'>, facets: readonly string[]): readonly Planned[] {
  if (!facets.includes('persistence')) return []
  const word = to.facets.persistence === 'unlogged' ? 'UNLOGGED' : 'LOGGED'
  return [actionOf(to, `ALTER SEQUENCE ${nameOf(to)} SET ${word}`)]
}

function alterNumbers(from: Fact<'sequence'>, to: Fact<'sequence'>, site: Site): readonly Planned[] {
  const type = from.facets.type === to.facets.type ? [] : [`AS ${to.facets.type}`]
  const old = ofOtherType(from.facets, from.facets.type, to.facets.type)
  const clauses = [...type, ...changedNumbers(old, to.facets)]
  if (clauses.length === 0) return []
  const behind = clauses.includes('RESTART') ? sequenceBehindRows(to, site) : []
  return [
    alteration(to, [`ALTER SEQUENCE ${nameOf(to)}`, ...clauses].join('\n    '), {
      hazards: behind.length > 0 ? [] : countHazards(nameOf(to), from.facets, to.facets),
    }),
    ...behind,
  ]
}

/** Where a sequence counts at may be out of its new bounds. */
export function countHazards(
  name: string,
  from: Pick<Numbers, 'min' | 'max' | 'start'>,
  to: Pick<Numbers, 'min' | 'max'>,
): readonly Hazard[] {
  if (isOutside(from.start, to))
    return [{ kind: 'data loss', text: `${name} counts from its start again, as its bounds moved` }]
  const isTighter = BigInt(to.min) > BigInt(from.min) || BigInt(to.max) < BigInt(from.max)
  return isTighter ? [{ kind: 'may fail', text: `${name} may have counted past its new bounds` }] : []
}

function isOutside(start: string, { min, max }: Pick<Numbers, 'min' | 'max'>): boolean {
  return BigInt(start) < BigInt(min) || BigInt(start) > BigInt(max)
}

/** The clauses that make some numbers of others. Where the old start is out of the new bounds, so may be what it counts at. */
export function changedNumbers(from: Numbers, to: Numbers): readonly string[] {
  const changed = (name: keyof Numbers) => from[name] !== to[name]
  return [
    ...(changed('increment') ? [`INCREMENT BY ${to.increment}`] : []),
    ...(changed('min') ? [`MINVALUE ${to.min}`] : []),
    ...(changed('max') ? [`MAXVALUE ${to.max}`] : []),
    ...(changed('start') ? [`START WITH ${to.start}`] : []),
    ...(isOutside(from.start, to) ? ['RESTART'] : []),
    ...(changed('cache') ? [`CACHE ${to.cache}`] : []),
    ...(changed('cycle') ? [to.cycle ? 'CYCLE' : 'NO CYCLE'] : []),
  ]
}

/** The numbers of a sequence when it gets another type: bounds that are those of the type go with it. */
export function ofOtherType<N extends Numbers>(numbers: N, from: string, to: string): N {
  const [old, now] = [boundsOf(from), boundsOf(to)]
  if (old === undefined || now === undefined) return numbers
  return {
    ...numbers,
    min: numbers.min === old[0] ? now[0] : numbers.min,
    max: numbers.max === old[1] ? now[1] : numbers.max,
  }
}

function typeClause(type: string): readonly string[] {
  return type === 'bigint' ? [] : [`AS ${type}`]
}

/** The clauses for what a new sequence of a type does not have by itself. */
export function numberClauses(numbers: Numbers, type: string): readonly string[] {
  const [lowest, highest] = boundsOf(type) ?? boundsOf('bigint')!
  const isUp = !numbers.increment.startsWith('-')
  const min = isUp ? '1' : lowest
  const max = isUp ? highest : '-1'
  return [
    ...(numbers.start === (isUp ? numbers.min : numbers.max) ? [] : [`START WITH ${numbers.start}`]),
    ...(numbers.increment === '1' ? [] : [`INCREMENT BY ${numbers.increment}`]),
    ...(numbers.min === min ? [] : [`MINVALUE ${numbers.min}`]),
    ...(numbers.max === max ? [] : [`MAXVALUE ${numbers.max}`]),
    ...(numbers.cache === '1' ? [] : [`CACHE ${numbers.cache}`]),
    ...(numbers.cycle ? ['CYCLE'] : []),
  ]
}
