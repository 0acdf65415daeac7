import { defaultName } from '../default-name.ts'
import { keyOf, type Fact, type FactKey, type Schema } from '../schema.ts'
import { actionOf, type Planned } from './action.ts'
import { lastName, nameOf, sqlName } from './names.ts'
import { columnsBelow, isFrom, parentColumns, type TableFact } from './relations.ts'
import type { Site } from './rules.ts'

type Column = Fact<'column'>

/** From PostgreSQL 18 on: what the NOT NULL of a column is called. A child's has the name of the parent's. */
export function notNullName(column: Column, schema: Schema): string {
  const own = column.facets.notNullConstraint?.name
  if (own !== null && own !== undefined) return own
  const above = parentColumns(column, schema)
    .map((key) => columnAt(schema, key))
    .find((parent) => parent?.facets.notNull === true)
  return above === undefined
    ? defaultName(column.name[1]!, column.name[2], 'not_null')
    : notNullName(above, schema)
}

/** The name of a parent's, where that of a new partition must be called so. */
export function inheritedNotNullName(column: Column, schema: Schema): string | null {
  if (schema.serverVersion < 180_000 || !column.facets.notNull) return null
  const name = notNullName(column, schema)
  return name === defaultName(column.name[1]!, column.name[2], 'not_null') ? null : name
}

/** What stays NOT NULL while its place changes keeps its name: it must get the one that the new schema has for it. */
export function renameNotNulls(columns: readonly FactKey[], site: Site): readonly Planned[] {
  if (!isFrom(18, site)) return []
  return columns.flatMap((key) => {
    const [before, after] = [columnAt(site.from, key), columnAt(site.to, key)]
    if (before?.facets.notNull !== true || after?.facets.notNull !== true || site.isReplaced(key)) return []
    const [old, now] = [notNullName(before, site.from), notNullName(after, site.to)]
    const table = nameOf({ name: after.name.slice(0, 2) })
    return old === now
      ? []
      : [actionOf(after, `ALTER TABLE ${table} RENAME CONSTRAINT ${sqlName(old)} TO ${sqlName(now)}`)]
  })
}

/** Before a parent's column becomes NOT NULL: those of its children that are it already. */
export function renameNotNullsBelow(column: Column, site: Site): readonly Planned[] {
  return renameNotNulls(
    columnsBelow(column, site.from).map(({ key }) => key),
    site,
  )
}

/** A parent that takes nulls again lets its children take them, too; those that must not refuse them anew. */
export function keepNotNullsBelow(column: Column, { to }: Site): readonly Planned[] {
  return columnsBelow(column, to)
    .filter(({ facets }) => facets.notNull)
    .map((child) =>
      actionOf(
        child,
        `ALTER TABLE ${nameOf({ name: child.name.slice(0, 2) })} ALTER COLUMN ${lastName(child)} SET NOT NULL`,
      ),
    )
}

export function columnKeysOf(table: TableFact, schema: Schema): readonly FactKey[] {
  return table.facets.columns
    .map((name) => keyOf('column', [...table.name, name]))
    .filter((key) => schema.facts.has(key))
}

function columnAt({ facts }: Schema, key: FactKey): Column | undefined {
  const fact = facts.get(key)
  return fact?.kind === 'column' ? fact : undefined
}
