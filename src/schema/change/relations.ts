import { quoteLiteral } from '../../psql/quote-literal.ts'

import { keyOf, type AnyFact, type Fact, type FactKey, type Schema } from '../schema.ts'
import { ownerName, sqlName } from './names.ts'
import type { Site } from './rules.ts'

export type TableFact = Fact<'table'> | Fact<'foreign table'>

/** `TABLE`, `FOREIGN TABLE`, `VIEW`, `MATERIALIZED VIEW`: as ALTER wants it. */
export function relationWord(key: FactKey | undefined): string {
  const kind = ['foreign table', 'materialized view', 'view'].find((one) => key?.startsWith(`${one} `))
  return (kind ?? 'table').toUpperCase()
}

/** `ALTER TABLE public.orders`, of a part of it. */
export function alterParent(fact: Pick<AnyFact, 'name' | 'parent'>): string {
  return `ALTER ${relationWord(fact.parent)} ${ownerName(fact)}`
}

/** The same of a part of a column, or of one whose change children must not follow. */
export function alterOnly(
  { name, table }: { readonly name: readonly string[]; readonly table: FactKey | undefined },
  site: Site,
): string {
  const only = hasChildren(table, site) ? 'ONLY ' : ''
  return `ALTER ${relationWord(table)} ${only}${sqlName(...name.slice(0, 2))}`
}

/** The table of a schema by key, when it is one. */
export function tableAt(schema: Schema, key: FactKey | undefined): TableFact | undefined {
  const fact = key === undefined ? undefined : schema.facts.get(key)
  return fact?.kind === 'table' || fact?.kind === 'foreign table' ? fact : undefined
}

/** Tables that a table is a partition of, or inherits from. */
export function parentsOf({ facets }: TableFact): readonly FactKey[] {
  return facets.partitionOf === null ? facets.inherits : [facets.partitionOf.table]
}

const childrenBySchema = new WeakMap<Schema, ReadonlyMap<FactKey, readonly TableFact[]>>()

/** Tables that are partitions of a table, or inherit from it. */
export function childrenOf(schema: Schema, key: FactKey | undefined): readonly TableFact[] {
  if (key === undefined) return []
  const known = childrenBySchema.get(schema) ?? readChildren(schema)
  childrenBySchema.set(schema, known)
  return known.get(key) ?? []
}

function readChildren(schema: Schema): ReadonlyMap<FactKey, readonly TableFact[]> {
  const children = new Map<FactKey, TableFact[]>()
  for (const fact of schema.facts.values())
    if (fact.kind === 'table' || fact.kind === 'foreign table')
      for (const parent of parentsOf(fact)) children.set(parent, [...(children.get(parent) ?? []), fact])
  return children
}

function hasChildren(key: FactKey | undefined, site: Site): boolean {
  return childrenOf(site.from, key).length + childrenOf(site.to, key).length > 0
}

/** The columns of the same name in the parents of a table. */
export function parentColumns(
  { name, parent }: Pick<AnyFact, 'name' | 'parent'>,
  schema: Schema,
): readonly FactKey[] {
  const table = tableAt(schema, parent)
  if (table === undefined) return []
  return parentsOf(table)
    .map((key) => schema.facts.get(key))
    .flatMap((fact) => (fact === undefined ? [] : [keyOf('column', [...fact.name, name.at(-1)!])]))
    .filter((key) => schema.facts.has(key))
}

/** The same column in the table's parents, and in theirs. */
export function columnsAbove(
  fact: Pick<AnyFact, 'name' | 'parent'>,
  schema: Schema,
): readonly Fact<'column'>[] {
  return parentColumns(fact, schema).flatMap((key) => {
    const column = schema.facts.get(key)
    return column?.kind === 'column' ? [column, ...columnsAbove(column, schema)] : []
  })
}

/** The same column in the table's children, and in theirs. */
export function columnsBelow(
  fact: Pick<AnyFact, 'name' | 'parent'>,
  schema: Schema,
): readonly Fact<'column'>[] {
  return childrenOf(schema, fact.parent).flatMap((child) => {
    const column = schema.facts.get(keyOf('column', [...child.name, fact.name.at(-1)!]))
    return column?.kind === 'column' ? [column, ...columnsBelow(column, schema)] : []
  })
}

/** Whether a plan makes a table a partition: it is new, its parent is, or it had another place. */
export function becomesPartition(key: FactKey | undefined, site: Site): boolean {
  const after = key === undefined ? undefined : tableAt(site.to, key)
  const place = after?.facets.partitionOf
  if (after === undefined || place === null || place === undefined) return false
  const before = tableAt(site.from, after.key)?.facets.partitionOf
  const isSame = before?.table === place.table && before.bound === place.bound
  return !isSame || site.isMade(after.key) || site.isMade(place.table)
}

/** Whether a table is below one of its parents from before the plan to its end, so that what happens to the parent's columns happens to its own. */
export function staysBelow(key: FactKey | undefined, parent: FactKey, site: Site): boolean {
  const [before, after] = [site.from, site.to].map((schema) => tableAt(schema, key))
  if (before === undefined || after === undefined || site.isMade(before.key)) return true
  if (after.facets.partitionOf !== null) return !becomesPartition(after.key, site)
  return !site.isMade(parent) && keptParents(before, after).includes(parent)
}

/** Those that a table inherits from and need not be taken off: they come first, and in their order. */
export function keptParents(before: TableFact, after: TableFact): readonly FactKey[] {
  const kept = before.facets.inherits.filter((key) => after.facets.inherits.includes(key))
  return kept.every((key, at) => after.facets.inherits[at] === key) ? kept : []
}

/** `fillfactor=70` as SQL: the value as a string, the name as it is to be written. */
export function sqlOptions(options: readonly string[]): string {
  return options
    .map((option) => {
      const [name, value] = splitOption(option)
      return value === undefined
        ? name
        : `${name}=${/^(\d+(\.\d+)?|true|false|on|off)$/.test(value) ? value : quoteLiteral(value)}`
    })
    .join(', ')
}

function splitOption(option: string): readonly [name: string, value: string | undefined] {
  const at = option.indexOf('=')
  return at === -1 ? [option, undefined] : [option.slice(0, at), option.slice(at + 1)]
}

/** The `SET (…)` and `RESET (…)` that make some storage parameters of others. */
export function optionClauses(before: readonly string[], after: readonly string[]): readonly string[] {
  const kept = new Set(after.map((option) => splitOption(option)[0]))
  const set = after.filter((option) => !before.includes(option))
  const reset = before.map((option) => splitOption(option)[0]).filter((name) => !kept.has(name))
  return [
    ...(reset.length > 0 ? [`RESET (${reset.join(', ')})`] : []),
    ...(set.length > 0 ? [`SET (${sqlOptions(set)})`] : []),
  ]
}

/** Options of foreign objects, in parentheses: `(user 'joe', host 'h')`. */
export function sqlForeignOptions(options: readonly string[]): string {
  return `(${options.map((option) => foreignOption(option)).join(', ')})`
}

function foreignOption(option: string): string {
  const [name, value = ''] = splitOption(option)
  return `${sqlName(name)} ${quoteLiteral(value)}`
}

/** The `OPTIONS (…)` of an ALTER that makes some options of others; undefined: they are the same. */
export function foreignOptionsClause(
  before: readonly string[],
  after: readonly string[],
): string | undefined {
  const names = (options: readonly string[]) => new Set(options.map((option) => splitOption(option)[0]))
  const [old, now] = [names(before), names(after)]
  const changes = [
    ...[...old].filter((name) => !now.has(name)).map((name) => `DROP ${sqlName(name)}`),
    ...after
      .filter((option) => !before.includes(option))
      .map((option) => `${old.has(splitOption(option)[0]) ? 'SET' : 'ADD'} ${foreignOption(option)}`),
  ]
  return changes.length === 0 ? undefined : `OPTIONS (${changes.join(', ')})`
}

/** Whether a server is of a major version or later, by what the new schema says. */
export function isFrom(major: number, { to }: Site): boolean {
  return to.serverVersion >= major * 10_000
}
