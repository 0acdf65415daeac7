import { keyOf, type AnyFact, type Fact, type FactKey, type Schema } from '../schema.ts'
import { actionOf, unplanned, type Action, type Planned } from './action.ts'
import { nameOf } from './names.ts'
import { tableAt, type TableFact } from './relations.ts'
import type { Site } from './rules.ts'

/** The tables of a type that are kept, as they are to be: of the type, or no longer. */
export function typedTables(type: Fact<'composite type'>, site: Site): readonly TableFact[] {
  return site.dependents(type.key).flatMap(({ key }) => {
    const after = tableAt(site.to, key)
    const isTyped = tableAt(site.from, key)?.facets.ofType === nameOf(type)
    return after !== undefined && isTyped && !site.isReplaced(key) ? [after] : []
  })
}

/** The first of two steps: a table of a type takes no changes of its own, and a type with tables none that goes on to these with their values. */
export function takeFromType(table: TableFact, releases: readonly FactKey[] = []): Action {
  return actionOf(table, `ALTER TABLE ${nameOf(table)} NOT OF`, { produces: [looseKey(table.key)], releases })
}

/** The other one, when its columns are those of the type. */
export function bindToType(table: TableFact, site: Site): readonly Planned[] {
  const { ofType, columns } = table.facets
  if (ofType === null) return []
  const old = tableAt(site.from, table.key)?.facets.columns ?? []
  const got = [
    ...old.filter((name) => columns.includes(name)),
    ...columns.filter((name) => !old.includes(name)),
  ]
  if (got.some((name, at) => name !== columns[at]))
    return [unplanned(table, ['ofType'], 'no statement gives it the order of columns that the type has')]
  const gone = old.filter((name) => !columns.includes(name))
  return [
    actionOf(table, `ALTER TABLE ${nameOf(table)} OF ${ofType}`, {
      needs: table.needs,
      after: columnKeys(table, columns),
      clears: columnKeys(table, gone),
    }),
  ]
}

/** What is done to a type whose tables are taken from it. */
export function whileLoose(answer: readonly Planned[], tables: readonly FactKey[]): readonly Planned[] {
  return answer.map((one) =>
    one.kind === 'action' ? { ...one, after: [...one.after, ...tables.map(looseKey)] } : one,
  )
}

/** What is done to a column of a table that is taken from its type. New ones come in the order of the type. */
export function looseColumn(
  answer: readonly Planned[],
  column: Fact<'column'>,
  site: Site,
): readonly Planned[] {
  const table = tableAt(site.from, column.parent)
  if (table === undefined || table.facets.ofType === null) return answer
  const before = isNew(column, site.from) ? newBefore(column, site) : []
  return whileLoose(answer, [table.key]).map((one) =>
    one.kind === 'action' ? { ...one, after: [...one.after, ...before] } : one,
  )
}

function newBefore(column: Fact<'column'>, site: Site): readonly FactKey[] {
  const table = tableAt(site.to, column.parent)
  if (table === undefined) return []
  const { columns } = table.facets
  return columnKeys(table, columns.slice(0, columns.indexOf(column.name[2]!))).filter((key) =>
    isNew({ key }, site.from),
  )
}

function isNew({ key }: Pick<AnyFact, 'key'>, { facts }: Schema): boolean {
  return !facts.has(key)
}

function columnKeys({ name }: TableFact, columns: readonly string[]): readonly FactKey[] {
  return columns.map((column) => keyOf('column', [...name, column]))
}

/** No fact, but something to wait for. */
function looseKey(table: FactKey): FactKey {
  return `loose ${table}` as FactKey
}
