import type { ChangedFact } from '../compare.ts'
import { factsOf, keyOf, type AnyFact, type FactKey, type Schema } from '../schema.ts'
import { actionOf, removal, unplanned, type Action, type Planned } from './action.ts'
import { isUnproven } from './constraint-clauses.ts'
import { createTable } from './create-table.ts'
import { nameOf, nameOfKey, sqlName } from './names.ts'
import { columnKeysOf, renameNotNulls } from './not-null-names.ts'
import { attachPartition, detachPartition, droppedColumns, freedomOf } from './partitions.ts'
import {
  foreignOptionsClause,
  keptParents,
  optionClauses,
  parentColumns,
  parentsOf,
  relationWord,
  staysBelow,
  type TableFact,
} from './relations.ts'
import { isLeftOut } from './rival-keys.ts'
import { partsOf } from './table-parts.ts'
import type { Rules, Site } from './rules.ts'
import { settlePersistence } from './sequence-rules.ts'
import { bindToType, takeFromType } from './typed-tables.ts'

type Change = ChangedFact<'table' | 'foreign table'>

/** Of tables and foreign tables. */
export function tableRules<K extends 'table' | 'foreign table'>(): Rules<K> {
  return {
    create: (fact, site) => {
      const table = fact as unknown as TableFact
      return [
        ...createTable(table, site),
        ...attachPartition(table, site),
        ...identityAndSecurity(table, site),
      ]
    },
    drop: (fact, site) => {
      const hazards =
        fact.kind === 'table'
          ? [{ kind: 'data loss', text: `the rows of ${nameOf(fact)} are lost` } as const]
          : []
      return [
        ...detachReferenced(fact as unknown as TableFact, site),
        removal(fact, `DROP ${relationWord(fact.key)} ${nameOf(fact)}`, { hazards }),
      ]
    },
    alter: (change, site) => alterTable(change, site),
    rebind: (change, keys, site) => rebindTable(change, keys, site),
    holds: ({ key, facets, name }, schema) => [
      ...partsOf(key, schema).filter((part) => isHeld(schema.facts.get(part), schema)),
      ...facets.columns.map((column) => keyOf('default', [...name, column])),
    ],
  }
}

/** What CREATE TABLE is told counts as validated. */
function isHeld(part: AnyFact | undefined, schema: Schema): boolean {
  if (part?.kind === 'constraint')
    return !isUnproven(part) && (part.facets.index === null || !isLeftOut(part, schema))
  return part?.kind === 'column'
}

/** A partition of a table that foreign keys refer to cannot be dropped where it is. */
function detachReferenced(fact: TableFact, site: Site): readonly Planned[] {
  const table = fact.facets.partitionOf?.table
  if (table === undefined || site.isDropped(table)) return []
  const isReferenced = [table, ...partsOf(table, site.from)]
    .flatMap((key) => site.dependents(key))
    .some((one) => one.kind === 'constraint' && one.facets.type === 'foreign key')
  return isReferenced ? detachPartition(fact) : []
}

function identityAndSecurity(fact: TableFact, site: Site): readonly Planned[] {
  const { replicaIdentity } = fact.facets
  const alter = `ALTER ${relationWord(fact.key)} ${nameOf(fact)}`
  return [
    ...(replicaIdentity === 'full' || replicaIdentity === 'nothing'
      ? [actionOf(fact, `${alter} REPLICA IDENTITY ${replicaIdentity.toUpperCase()}`)]
      : []),
    ...alterSecurity('off', fact, site),
  ]
}

type RowSecurity = TableFact['facets']['rowSecurity']

/** Behind its policies: without them nobody sees a row. */
function alterSecurity(before: RowSecurity, fact: TableFact, site: Site): readonly Planned[] {
  const clauses = securityClauses(before, fact.facets.rowSecurity)
  if (clauses.length === 0) return []
  const after = factsOf(site.to, 'policy').flatMap(({ key, parent }) => (parent === fact.key ? [key] : []))
  return clauses.map((clause) =>
    actionOf(fact, `ALTER ${relationWord(fact.key)} ${nameOf(fact)} ${clause}`, { after }),
  )
}

function securityClauses(before: RowSecurity, after: RowSecurity): readonly string[] {
  const isOn = (one: RowSecurity) => one === 'on' || one === 'forced'
  const isForced = (one: RowSecurity) => one.startsWith('forced')
  return [
    ...(isOn(before) === isOn(after) ? [] : [`${isOn(after) ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`]),
    ...(isForced(before) === isForced(after)
      ? []
      : [`${isForced(after) ? '' : 'NO '}FORCE ROW LEVEL SECURITY`]),
  ]
}

function alterTable(change: Change, site: Site): readonly Planned[] | 'replace' {
  const { from, to, facets } = change as unknown as {
    from: TableFact
    to: TableFact
    facets: readonly string[]
  }
  const has = (name: string) => facets.includes(name)
  if (has('partitionKey') || has('server')) return 'replace'
  const alter = (clause: string) => actionOf(to, `ALTER ${relationWord(to.key)} ${nameOf(to)} ${clause}`)
  const old = from.facets
  const now = to.facets
  return [
    ...(has('partitionOf') ? movePartition(from, to, site) : []),
    ...(has('inherits') ? alterParents(from, to, site) : []),
    ...(has('ofType') ? [...(old.ofType === null ? [] : [takeFromType(to)]), ...bindToType(to, site)] : []),
    ...(has('persistence')
      ? [
          rewrite(to, now.persistence === 'unlogged' ? 'SET UNLOGGED' : 'SET LOGGED'),
          ...settlePersistence(to, now.persistence, site),
        ]
      : []),
    ...(has('accessMethod') ? [rewrite(to, `SET ACCESS METHOD ${sqlName(now.accessMethod ?? 'heap')}`)] : []),
    ...(has('tablespace') ? [rewrite(to, `SET TABLESPACE ${sqlName(now.tablespace ?? 'pg_default')}`)] : []),
    ...optionClauses(old.options, now.options).map(alter),
    ...(has('replicaIdentity') && now.replicaIdentity !== 'index'
      ? [alter(`REPLICA IDENTITY ${now.replicaIdentity.toUpperCase()}`)]
      : []),
    ...alterSecurity(old.rowSecurity, to, site),
    ...(has('columns') ? columnOrder(from, to) : []),
    ...alterForeign(from, to).map(alter),
  ]
}

function rewrite(to: TableFact, clause: string): Planned {
  const text = `${nameOf(to)} is locked and rewritten`
  return actionOf(to, `ALTER ${relationWord(to.key)} ${nameOf(to)} ${clause}`, {
    hazards: [{ kind: 'rewrite', text }],
  })
}

function alterForeign(from: TableFact, to: TableFact): readonly string[] {
  if (from.kind !== 'foreign table' || to.kind !== 'foreign table') return []
  const clause = foreignOptionsClause(from.facets.foreignOptions, to.facets.foreignOptions)
  return clause === undefined ? [] : [clause]
}

function movePartition(from: TableFact, to: TableFact, site: Site): readonly Planned[] {
  return [
    ...detachPartition(from),
    ...renameNotNulls(columnKeysOf(to, site.to), site),
    ...attachPartition(to, site),
  ]
}

/** Those behind the first that differs are taken off and set again, as their order counts. */
function alterParents(from: TableFact, to: TableFact, site: Site): readonly Planned[] {
  const [old, now] = [from.facets.inherits, to.facets.inherits]
  const kept = keptParents(from, to)
  return [
    ...old.filter((key) => !kept.includes(key)).map((key) => noInherit(to, key)),
    ...now.filter((key) => !kept.includes(key)).map((key) => inherit(to, key, site)),
    ...ownColumns(to, site),
  ]
}

/** What is there when a child gets a parent is its own from then on; a snapshot that says otherwise cannot be had. */
function ownColumns(to: TableFact, site: Site): readonly Planned[] {
  return columnKeysOf(to, site.to).flatMap((key) => {
    const column = site.to.facts.get(key)
    if (column?.kind !== 'column' || !column.facets.inherited) return []
    const above = parentColumns(column, site.to).map((one) => site.to.facts.get(one)?.parent)
    const stays = above.some((parent) => parent !== undefined && staysBelow(to.key, parent, site))
    return stays
      ? []
      : [
          unplanned(
            column,
            ['inherited'],
            'a column is the own one of a child that is bound to its parent later',
          ),
        ]
  })
}

function noInherit(to: TableFact, parent: FactKey): Action {
  return actionOf(to, `ALTER ${relationWord(to.key)} ${nameOf(to)} NO INHERIT ${nameOfKey(parent)}`, {
    produces: [freedomOf(to.key)],
    releases: [parent],
  })
}

/** Both have all their columns and checks by then. */
function inherit(to: TableFact, parent: FactKey, site: Site): Action {
  return actionOf(to, `ALTER ${relationWord(to.key)} ${nameOf(to)} INHERIT ${nameOfKey(parent)}`, {
    needs: [parent],
    after: [...partsOf(to.key, site.to), ...partsOf(parent, site.to)],
    clears: [...droppedColumns(to.key, site), ...droppedColumns(parent, site)],
  })
}

/** What remains in its order, and then what is added, is all that can be had. */
function columnOrder(from: TableFact, to: TableFact): readonly Planned[] {
  const old = from.facets.columns.filter((name) => to.facets.columns.includes(name))
  if (old.every((name, at) => to.facets.columns[at] === name)) return []
  return [unplanned(to, ['columns'], 'no statement changes the order of columns')]
}

/** A table whose parent, type or access method is replaced keeps its rows. */
function rebindTable(change: Change, keys: readonly FactKey[], site: Site): readonly Planned[] | 'replace' {
  const { from, to } = change as unknown as { from: TableFact; to: TableFact }
  const more = change.facets.length === 0 ? [] : alterTable({ ...change, facets: change.facets }, site)
  if (more === 'replace') return 'replace'
  const parents = parentsOf(from).filter((key) => keys.includes(key))
  const isPartition = from.facets.partitionOf !== null && parents.length > 0
  const isTyped = from.facets.ofType !== null && parents.length === 0
  const alone = isPartition || isTyped || parents.length > 0
  // Its rows are elsewhere.
  if (!alone && to.kind === 'foreign table') return 'replace'
  if (!alone) return [unplanned(to, [], `it needs what is to be replaced: ${keys.join(', ')}`), ...more]
  if (isPartition)
    return change.facets.includes('partitionOf') ? more : [...movePartition(from, to, site), ...more]
  if (isTyped) return [takeFromType(to, keys), ...more, ...bindToType(to, site)]
  return [
    ...parents.map((key) => noInherit(to, key)),
    ...to.facets.inherits.filter((key) => parents.includes(key)).map((key) => inherit(to, key, site)),
    ...ownColumns(to, site),
    ...more,
  ]
}
