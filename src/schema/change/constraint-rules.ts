import type { ChangedFact } from '../compare.ts'
import { keyOf, type AnyFact, type Fact, type FactKey, type Schema } from '../schema.ts'
import {
  actionOf,
  alteration,
  creation,
  removal,
  unplanned,
  validateLater,
  type Hazard,
  type Planned,
} from './action.ts'
import { alterIndex, bareIndex } from './backing-index.ts'
import { buildBeside } from './build-beside.ts'
import { constraintClause, finishConstraint, isUnproven } from './constraint-clauses.ts'
import { lastName, nameOf, nameOfKey, ownerName, sqlName } from './names.ts'
import { placeOf } from './partitions.ts'
import {
  alterParent,
  becomesPartition,
  childrenOf,
  isFrom,
  relationWord,
  staysBelow,
  tableAt,
} from './relations.ts'
import { isOwnRival } from './rival-keys.ts'
import type { Rules, Site } from './rules.ts'

type Constraint = Fact<'constraint'>

/** Of tables, each by ALTER TABLE where CREATE TABLE does not hold it. */
export const constraintRules: Rules<'constraint'> = {
  create: (fact, site) => [
    ...addConstraint(fact, site),
    ...finishConstraint(fact),
    ...validateBelow(fact, site),
    ...attachIndex(fact, site),
  ],
  drop: (fact) => [removal(fact, `${alterParent(fact)} DROP CONSTRAINT ${lastName(fact)}`)],
  alter: alterConstraint,
  rebind: (change, keys, site) => {
    if (!isLeftBehind(change.from, keys, site)) return 'replace'
    return change.facets.length === 0 ? [] : alterConstraint(change, site)
  },
  comesWith: ({ facets, parent }, site) => {
    if (facets.attachedTo === null || facets.index !== null || facets.type === 'foreign key') return []
    return becomesPartition(parent, site) ? [] : [facets.attachedTo]
  },
  tiedTo,
  goesWith: (fact, schema, site) =>
    fact.facets.attachedTo === null ? ownColumns(fact, schema) : attachedAbove(fact, schema, site),
}

/** Whether only the table above goes, of which its own is a partition: that is detached before, and keeps what it has. */
export function isLeftBehind(
  { facets }: Constraint | Fact<'index'>,
  keys: readonly FactKey[],
  { from, isReplaced, to }: Site,
): boolean {
  const { attachedTo } = facets
  const above = attachedTo === null ? undefined : from.facts.get(attachedTo)
  if (above?.parent === undefined) return false
  const isGone = isReplaced(above.parent) || !to.facts.has(above.parent)
  return isGone && keys.every((key) => key === attachedTo || key === above.parent)
}

/** That of the parent with which it goes: not where its table is freed of the parent before. */
export function attachedAbove(
  { parent, facets: { attachedTo } }: Constraint | Fact<'index'>,
  schema: Schema,
  site?: Site,
): readonly FactKey[] {
  if (attachedTo === null) return []
  const above = schema.facts.get(attachedTo)?.parent
  return site === undefined || above === undefined || staysBelow(parent, above, site) ? [attachedTo] : []
}

/** The server lets an index of a partition go only with that of its table. */
export function tiedTo(fact: Constraint | Fact<'index'>, { from, to, isReplaced }: Site): readonly FactKey[] {
  const { attachedTo } = fact.facets
  const isIndex = fact.kind === 'index' || fact.facets.index !== null
  if (attachedTo === null || !isIndex || fact.parent === undefined || isReplaced(fact.parent)) return []
  const [before, after] = [from, to].map((schema) => tableAt(schema, fact.parent)?.facets.partitionOf?.table)
  return before === after ? [attachedTo] : []
}

/** The columns of its table that it is about: it goes with each of them. */
export function ownColumns({ needs, parent }: AnyFact, { facts }: Schema): readonly FactKey[] {
  return needs.filter((key) => {
    const need = facts.get(key)
    return need?.kind === 'column' && need.parent === parent
  })
}

function addConstraint(fact: Constraint, site: Site): readonly Planned[] {
  const isThere = fact.parent !== undefined && !site.isMade(fact.parent)
  const add = `ALTER ${relationWord(fact.parent)} ${onlyFor(fact, site)}${ownerName(fact)} ADD ${constraintClause(fact)}`
  const hazards = isThere && !isOfPartitioned(fact, site) ? additionHazards(fact, site) : []
  const after = [
    ...(isUnproven(fact) ? heirsOf(fact.parent, site) : []),
    ...(fact.parent !== undefined && isOwnRival(fact, site.to) ? [placeOf(fact.parent)] : []),
  ]
  const built = isThere ? buildBeside(fact, site, hazards) : undefined
  if (built !== undefined) return built
  if (!isThere || !canWait(fact, site)) return [creation(fact, add, { hazards, after })]
  return [
    creation(fact, `${add} NOT VALID`),
    validateLater(
      fact,
      `${alterParent(fact)} VALIDATE CONSTRAINT ${lastName(fact)}`,
      validationHazards(fact),
    ),
  ]
}

/** A CHECK that is not validated comes so to children that are there: those of the children that are validated become it one by one. */
function validateBelow(fact: Constraint, site: Site): readonly Planned[] {
  if (fact.facets.type !== 'check' || fact.facets.validated || !fact.facets.enforced) return []
  return childrenOf(site.to, fact.parent).flatMap((child) => {
    const below = site.to.facts.get(keyOf('constraint', [...child.name, fact.name.at(-1)!]))
    if (
      below?.kind !== 'constraint' ||
      below.facets.attachedTo !== fact.key ||
      becomesPartition(child.key, site)
    )
      return []
    if (!below.facets.validated) return validateBelow(below, site)
    const sql = `${alterParent(below)} VALIDATE CONSTRAINT ${lastName(below)}`
    return [actionOf(below, sql, { needs: [below.key], hazards: validationHazards(below) })]
  })
}

/** A key of a partitioned table has no rows of its own: those of its partitions are built one by one. */
function isOfPartitioned(fact: Constraint, site: Site): boolean {
  return fact.facets.index !== null && (tableAt(site.to, fact.parent)?.facets.partitionKey ?? null) !== null
}

/** All that inherits from a table. */
function heirsOf(table: FactKey | undefined, site: Site): readonly FactKey[] {
  return childrenOf(site.to, table)
    .filter(({ facets }) => facets.partitionOf === null)
    .flatMap(({ key }) => [key, ...heirsOf(key, site)])
}

/** An index of a partitioned table gets those of its partitions one by one, so that these keep their names. */
function onlyFor(fact: Constraint, site: Site): string {
  if (fact.facets.index === null || fact.parent === undefined) return ''
  return tableAt(site.to, fact.parent)?.facets.partitionKey !== null && standingChildren(fact.parent, site)
    ? 'ONLY '
    : ''
}

function standingChildren(parent: FactKey, site: Site): boolean {
  return childrenOf(site.to, parent).some((child) => !becomesPartition(child.key, site))
}

function canWait(fact: Constraint, site: Site): boolean {
  const { type, validated, enforced, definition } = fact.facets
  if (site.options.validation === 'at once' || !validated || !enforced) return false
  if (type !== 'check' && type !== 'foreign key') return false
  const isPartitioned = (tableAt(site.to, fact.parent)?.facets.partitionKey ?? null) !== null
  return !(isPartitioned && type === 'foreign key' && !isFrom(18, site)) && !definition.endsWith('NOT VALID')
}

/** Of one that is added to rows which are there. Foreign tables have them elsewhere, and nobody looks. */
function additionHazards(fact: Constraint, site: Site): readonly Hazard[] {
  if (!fact.facets.validated || fact.parent?.startsWith('foreign table ') === true) return []
  return [
    ...(isEmptyYet(fact, site) ? [] : validationHazards(fact)),
    { kind: 'lock', text: lockOf(fact, site) },
  ]
}

/** What is looked through while others go on to write. */
function validationHazards(fact: Constraint): readonly Hazard[] {
  return [{ kind: 'may fail', text: `rows of ${ownerName(fact)} may not satisfy ${lastName(fact)}` }]
}

/** Nulls, which a column has that was just added, are never the same, and refer to nothing. */
function isEmptyYet({ facets, name }: Constraint, { to, isMade }: Site): boolean {
  if (facets.type !== 'unique' && facets.type !== 'foreign key') return false
  if (/NULLS NOT DISTINCT|MATCH FULL/.test(facets.definition)) return false
  return facets.columns.some((column) => {
    const path = [...name.slice(0, 2), column]
    const fact = to.facts.get(keyOf('column', path))
    const hasValue = to.facts.has(keyOf('default', path))
    if (fact?.kind !== 'column' || !isMade(fact.key) || hasValue) return false
    return fact.facets.identity === null && fact.facets.generated === null
  })
}

function lockOf(fact: Constraint, { to }: Site): string {
  const table = ownerName(fact)
  const { type, index } = fact.facets
  if (index !== null)
    return `${table} is locked while the index of the ${type === 'exclude' ? 'exclusion' : type} constraint is built`
  if (type !== 'foreign key') return `${table} is locked while its rows are looked through`
  const parents = fact.needs.map((key) => tableAt(to, to.facts.get(key)?.parent))
  const others = parents.flatMap((other) =>
    other === undefined || other.key === fact.parent ? [] : [nameOf(other)],
  )
  const all = [...new Set([table, ...others])]
  return `${all.join(' and ')} ${all.length > 1 ? 'take' : 'takes'} no writes while the rows of ${table} are looked through`
}

/** Where the partition is attached by the same plan, that binds the indexes too. */
export function attachIndex(fact: Constraint | Fact<'index'>, site: Site): readonly Planned[] {
  const { attachedTo } = fact.facets
  const isIndex = fact.kind === 'index' || fact.facets.index !== null
  if (attachedTo === null || !isIndex || becomesPartition(fact.parent, site)) return []
  const above = site.to.facts.get(attachedTo)
  const [name, child] = [above ?? { name: [nameOfKey(attachedTo)] }, fact].map((one) =>
    sqlName(one.name[0]!, one.name.at(-1)!),
  )
  return [actionOf(fact, `ALTER INDEX ${name} ATTACH PARTITION ${child}`, { needs: [fact.key, attachedTo] })]
}

function alterConstraint(
  { from, to, facets }: ChangedFact<'constraint'>,
  site: Site,
): readonly Planned[] | 'replace' {
  const [old, now] = [plain(from), plain(to)]
  if (old.definition !== now.definition || from.facets.type !== to.facets.type) return 'replace'
  const isForeign = to.facets.type === 'foreign key'
  if (from.facets.validated && !to.facets.validated && to.facets.enforced) return 'replace'
  if (old.timing !== now.timing && !isForeign) return 'replace'
  if (from.facets.enforced !== to.facets.enforced && !isForeign) return 'replace'
  const attachment = alterAttachment(from, to, site)
  if (attachment === 'replace') return 'replace'
  const alter = `${alterParent(to)} ALTER CONSTRAINT ${lastName(to)}`
  return [
    ...(facets.includes('enforced')
      ? [alteration(to, `${alter} ${to.facets.enforced ? '' : 'NOT '}ENFORCED`)]
      : []),
    ...(old.timing === now.timing
      ? []
      : [alteration(to, `${alter} ${now.timing === '' ? 'NOT DEFERRABLE' : now.timing}`)]),
    ...(!from.facets.validated && to.facets.validated && from.facets.enforced
      ? [
          alteration(to, `${alterParent(to)} VALIDATE CONSTRAINT ${lastName(to)}`, {
            hazards: validationHazards(to),
          }),
        ]
      : []),
    ...alterIndex(to, from.facets.index ?? bareIndex, to.facets.index ?? bareIndex),
    ...attachment,
  ]
}

/** The definition without what can be altered. */
function plain({ facets }: Constraint) {
  const bare = facets.definition.replace(/ NOT VALID$/, '').replace(/ NOT ENFORCED$/, '')
  const timing = / (DEFERRABLE(?: INITIALLY DEFERRED)?)$/.exec(bare)?.[1] ?? ''
  return { definition: timing === '' ? bare : bare.slice(0, -timing.length - 1), timing }
}

function alterAttachment(from: Constraint, to: Constraint, site: Site): readonly Planned[] | 'replace' {
  if (from.facets.attachedTo === to.facets.attachedTo) return []
  const before = tableAt(site.from, from.parent)?.facets
  const after = tableAt(site.to, to.parent)?.facets
  const moves =
    before?.partitionOf?.table !== after?.partitionOf?.table ||
    before?.inherits.join() !== after?.inherits.join()
  if (moves && (to.facets.attachedTo === null || becomesPartition(to.parent, site))) return []
  if (from.facets.attachedTo === null && to.facets.index !== null) return attachIndex(to, site)
  if (to.facets.index !== null || to.facets.attachedTo === null) return 'replace'
  return [unplanned(to, ['attachedTo'], `whether ${nameOf(to)} is that of the parent cannot be altered`)]
}
