import { isSameFacet } from '../compare.ts'
import { defaultName } from '../default-name.ts'
import type { Fact } from '../schema.ts'
import { actionOf, type Action } from './action.ts'
import { lastName, nameOf } from './names.ts'
import { alterOnly, columnsAbove, foreignOptionsClause, isFrom, optionClauses } from './relations.ts'
import type { Site } from './rules.ts'

type Settings = Pick<
  Fact<'column'>['facets'],
  'storage' | 'compression' | 'statistics' | 'options' | 'foreignOptions'
>

/** What a column has of them that was just made with its name and type. */
export const bareSettings: Settings = {
  storage: null,
  compression: null,
  statistics: null,
  options: [],
  foreignOptions: [],
}

/** How a column is stored and what is known of its values: the statements that make some of these settings of others. */
export function alterSettings(before: Settings, to: Fact<'column'>, site: Site): readonly Action[] {
  const now = to.facets
  const alter = `${alterOnly({ name: to.name, table: to.parent }, site)} ALTER COLUMN ${lastName(to)}`
  const changed = (name: keyof Settings) => !isSameFacet(before[name], now[name])
  const foreign = foreignOptionsClause(before.foreignOptions, now.foreignOptions)
  const clauses = [
    ...(changed('storage') ? [`SET STORAGE ${now.storage ?? usualStorage(to, site)}`] : []),
    ...(changed('compression') ? [`SET COMPRESSION ${now.compression ?? 'default'}`] : []),
    ...(changed('statistics') ? [`SET STATISTICS ${now.statistics ?? -1}`] : []),
    ...optionClauses(before.options, now.options),
    ...(foreign === undefined ? [] : [foreign]),
  ]
  // The type may come from further up.
  const after = columnsAbove(to, site.to).map(({ key }) => key)
  return clauses.map((clause) => actionOf(to, `${alter} ${clause}`, { needs: [to.key], after }))
}

/** Before PostgreSQL 16 that of the type cannot be named. */
function usualStorage({ facets: { type } }: Fact<'column'>, site: Site): string {
  if (isFrom(16, site)) return 'DEFAULT'
  if (/^numeric|^cidr|^inet/.test(type)) return 'MAIN'
  return /^(smallint|integer|bigint|boolean|date|time|real|double|uuid|interval|oid|"char")/.test(type) &&
    !type.endsWith(']')
    ? 'PLAIN'
    : 'EXTENDED'
}

/** The comment of the NOT NULL of a column, which is a constraint but no fact. */
export function alterNotNullComment(
  before: string | null,
  to: Fact<'column'>,
  literal: (text: string) => string,
): readonly Action[] {
  const constraint = to.facets.notNullConstraint
  const comment = constraint?.comment ?? null
  if (comment === before || constraint === null) return []
  const name = constraint.name ?? defaultName(to.name[1]!, to.name[2], 'not_null')
  const text = comment === null ? 'NULL' : literal(comment)
  const table = nameOf({ name: to.name.slice(0, 2) })
  return [
    actionOf(to, `COMMENT ON CONSTRAINT ${nameOf({ name: [name] })} ON ${table} IS ${text}`, {
      needs: [to.key],
    }),
  ]
}
