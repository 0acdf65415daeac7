import type { ChangedFact } from '../compare.ts'
import type { Fact, FactKey } from '../schema.ts'
import { actionOf, creation, removal, unplanned, type Hazard, type Planned } from './action.ts'
import { alterIndex, bareIndex, tableNameOf } from './backing-index.ts'
import { attachedAbove, attachIndex, isLeftBehind, ownColumns, tiedTo } from './constraint-rules.ts'
import { nameOf } from './names.ts'
import { isWithout, placeOf } from './partitions.ts'
import { becomesPartition, childrenOf, sqlOptions, tableAt } from './relations.ts'
import type { Rules, Site } from './rules.ts'

type Index = Fact<'index'>

/** Those of partitioned tables are made `ON ONLY`, as the server defines them; those of the partitions are made and attached one by one. */
export const indexRules: Rules<'index'> = {
  create: (fact, site) => {
    const concurrently = mayBeConcurrent(fact, site)
    const made = creation(fact, definitionOf(fact, concurrently ? 'CONCURRENTLY ' : ''), {
      transactional: !concurrently,
      after: placesBefore(fact, site),
      hazards: buildHazards(fact, concurrently, site),
    })
    const built = { ...bareIndex, options: fact.facets.options, tablespace: fact.facets.tablespace }
    return [
      made,
      ...alterIndex(fact, built, fact.facets),
      ...alterStatistics(fact, []),
      ...attachIndex(fact, site),
      ...(isBroken(fact) ? [unplanned(fact, ['valid'], 'an invalid index is made as a valid one')] : []),
    ]
  },
  drop: (fact, site) => {
    const concurrently = fact.facets.attachedTo === null && mayBeConcurrent(fact, site)
    // The index of a constraint goes neither before the one that it is attached to, nor with it.
    const holdsConstraint = site
      .dependents(fact.key)
      .some((one) => one.kind === 'constraint' && one.facets.attachedTo === fact.key)
    const sql = `DROP INDEX ${concurrently ? 'CONCURRENTLY ' : ''}${nameOf(fact)}${holdsConstraint ? ' CASCADE' : ''}`
    return [removal(fact, sql, { transactional: !concurrently })]
  },
  alter: alterIndexFact,
  rebind: (change, keys, site) => {
    if (!isLeftBehind(change.from, keys, site)) return 'replace'
    return change.facets.length === 0 ? [] : alterIndexFact(change, site)
  },
  tiedTo,
  goesWith: (fact, schema, site) =>
    fact.facets.attachedTo === null ? ownColumns(fact, schema) : attachedAbove(fact, schema, site),
}

/** What must be attached before an index is made, so that it is not bound to one of the table above, nor gets one below that is not to be. */
function placesBefore(fact: Index, site: Site): readonly FactKey[] {
  const own = fact.facets.attachedTo === null && fact.parent !== undefined ? [placeOf(fact.parent)] : []
  const without = childrenOf(site.to, fact.parent).filter(({ key }) => isWithout(fact, key, site.to))
  return [...own, ...without.map(({ key }) => placeOf(key))]
}

function buildHazards(fact: Index, concurrently: boolean, site: Site): readonly Hazard[] {
  if (fact.parent === undefined || site.isMade(fact.parent) || isPartitioned(fact.parent, site)) return []
  const table = tableNameOf(fact)
  const isView = fact.parent.startsWith('materialized view ')
  return [
    ...(fact.facets.unique
      ? [{ kind: 'may fail', text: `rows of ${table} may be the same by ${nameOf(fact)}` } as const]
      : []),
    ...(concurrently
      ? []
      : [
          {
            kind: 'lock',
            text: `${table} ${isView ? 'cannot be refreshed' : 'takes no writes'} while ${nameOf(fact)} is built`,
          } as const,
        ]),
  ]
}

/** That of a partitioned table has no rows of its own; those of its partitions are bound to it when they are built. */
function mayBeConcurrent({ parent }: Index, site: Site): boolean {
  if (site.options.indexes === 'blocking' || parent === undefined || site.isMade(parent)) return false
  return !isPartitioned(parent, site)
}

function isPartitioned(key: FactKey, site: Site): boolean {
  const table = tableAt(site.to, key) ?? tableAt(site.from, key)
  return (table?.facets.partitionKey ?? null) !== null
}

/** The storage parameters and the tablespace stand before the condition. */
function definitionOf({ facets }: Index, concurrently: string): string {
  const definition = facets.definition.replace(/^(CREATE (?:UNIQUE )?INDEX )/, `$1${concurrently}`)
  const clauses = [
    ...(facets.options.length === 0 ? [] : [` WITH (${sqlOptions(facets.options)})`]),
    ...(facets.tablespace === null ? [] : [` TABLESPACE ${nameOf({ name: [facets.tablespace] })}`]),
  ].join('')
  if (clauses === '') return definition
  const at = conditionStart(definition)
  return `${definition.slice(0, at)}${clauses}${definition.slice(at)}`
}

/** Where ` WHERE ` begins outside of quotes and parentheses; the end where there is none. */
function conditionStart(definition: string): number {
  let depth = 0
  for (const { 0: token, index } of definition.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]| WHERE /g)) {
    if (token === '(') depth++
    else if (token === ')') depth--
    else if (token === ' WHERE ' && depth === 0) return index
  }
  return definition.length
}

function alterIndexFact(
  { from, to, facets }: ChangedFact<'index'>,
  site: Site,
): readonly Planned[] | 'replace' {
  if (['definition', 'method', 'unique'].some((name) => facets.includes(name))) return 'replace'
  if (isBroken(from) && to.facets.valid) return 'replace'
  const moves = facets.includes('attachedTo')
  const isLeft = moves && to.facets.attachedTo === null
  if (isLeft && !isDetached(to, site)) return 'replace'
  return [
    ...alterIndex(to, from.facets, to.facets),
    ...alterStatistics(to, from.facets.statistics),
    ...(moves && !isLeft ? attachIndex(to, site) : []),
    ...(isBroken(to) ? [unplanned(to, ['valid'], 'no statement makes an index invalid')] : []),
  ]
}

function isDetached({ parent }: Index, site: Site): boolean {
  const [before, after] = [tableAt(site.from, parent), tableAt(site.to, parent)]
  return (
    before?.facets.partitionOf?.table !== after?.facets.partitionOf?.table || becomesPartition(parent, site)
  )
}

/** One of a partitioned table is not valid as long as a partition has none. */
function isBroken({ facets }: Index): boolean {
  return !facets.valid && !/ ON ONLY /.test(facets.definition)
}

function alterStatistics(fact: Index, before: readonly string[]): readonly Planned[] {
  const targets = (list: readonly string[]) => new Map(list.map((one) => one.split('=') as [string, string]))
  const [old, now] = [targets(before), targets(fact.facets.statistics)]
  const numbers = [...new Set([...old.keys(), ...now.keys()])]
  return numbers
    .filter((number) => old.get(number) !== now.get(number))
    .map((number) =>
      actionOf(
        fact,
        `ALTER INDEX ${nameOf(fact)} ALTER COLUMN ${number} SET STATISTICS ${now.get(number) ?? -1}`,
        { needs: [fact.key] },
      ),
    )
}
