import type { ChangedFact } from '../compare.ts'
import { keyOf, type Fact, type FactKey } from '../schema.ts'
import { actionOf, alteration, creation, removal, type Planned } from './action.ts'
import { afterCreation } from './column-rules.ts'
import { nameOf, sqlName } from './names.ts'
import { optionClauses, sqlOptions } from './relations.ts'
import type { Rules, Site } from './rules.ts'

type AnyView = Fact<'view'> | Fact<'materialized view'>

export const viewRules: Rules<'view'> = {
  create: (fact) => [creation(fact, viewSql('CREATE VIEW', fact))],
  drop: (fact) => [removal(fact, `DROP VIEW ${nameOf(fact)}`)],
  alter: alterView,
  holds: columnKeys,
}

/** Its rows are worked out anew: that loses nothing but time. */
export const materializedViewRules: Rules<'materialized view'> = {
  create: (fact, site) => [
    creation(fact, materializedSql(fact)),
    ...site.held(fact.key).flatMap((column) => (column.kind === 'column' ? afterCreation(column, site) : [])),
  ],
  drop: (fact) => [removal(fact, `DROP MATERIALIZED VIEW ${nameOf(fact)}`)],
  alter: alterMaterialized,
  holds: columnKeys,
}

function columnKeys({ name, facets }: AnyView): readonly FactKey[] {
  return facets.columns.map((column) => keyOf('column', [...name, column]))
}

/** From CREATE to the end. */
export function viewSql(head: string, fact: Fact<'view'>): string {
  const { options, definition } = fact.facets
  return `${head} ${nameOf(fact)}${options.length === 0 ? '' : ` WITH (${sqlOptions(options)})`} AS\n${definition}`
}

/** CREATE OR REPLACE VIEW may append columns, and no more. */
function alterView({ from, to, facets }: ChangedFact<'view'>, site: Site): readonly Planned[] | 'replace' {
  if (!facets.includes('definition') && !facets.includes('columns'))
    return optionClauses(from.facets.options, to.facets.options).map((clause) =>
      alteration(to, `ALTER VIEW ${nameOf(to)} ${clause}`),
    )
  if (
    !from.facets.columns.every((name, at) => to.facets.columns[at] === name && isSameColumn(to, name, site))
  )
    return 'replace'
  const added = columnKeys(to).filter((key) => !site.from.facts.has(key))
  return [alteration(to, viewSql('CREATE OR REPLACE VIEW', to), { produces: [to.key, ...added] })]
}

function isSameColumn({ name }: AnyView, column: string, { from, to }: Site): boolean {
  const [before, after] = [from, to].map(({ facts }) => facts.get(keyOf('column', [...name, column])))
  if (before?.kind !== 'column' || after?.kind !== 'column') return false
  return before.facets.type === after.facets.type && before.facets.collation === after.facets.collation
}

function materializedSql(fact: Fact<'materialized view'>): string {
  const { accessMethod, options, tablespace, definition, populated } = fact.facets
  const clauses = [
    ...(accessMethod === null ? [] : [` USING ${sqlName(accessMethod)}`]),
    ...(options.length === 0 ? [] : [` WITH (${sqlOptions(options)})`]),
    ...(tablespace === null ? [] : [` TABLESPACE ${sqlName(tablespace)}`]),
  ].join('')
  return `CREATE MATERIALIZED VIEW ${nameOf(fact)}${clauses} AS\n${definition}${populated ? '' : '\nWITH NO DATA'}`
}

function alterMaterialized({
  from,
  to,
  facets,
}: ChangedFact<'materialized view'>): readonly Planned[] | 'replace' {
  const has = (name: string) => facets.includes(name)
  if (has('definition') || has('columns')) return 'replace'
  const alter = (clause: string) => actionOf(to, `ALTER MATERIALIZED VIEW ${nameOf(to)} ${clause}`)
  const { accessMethod, tablespace, populated } = to.facets
  return [
    ...(has('accessMethod') ? [alter(`SET ACCESS METHOD ${sqlName(accessMethod ?? 'heap')}`)] : []),
    ...(has('tablespace') ? [alter(`SET TABLESPACE ${sqlName(tablespace ?? 'pg_default')}`)] : []),
    ...optionClauses(from.facets.options, to.facets.options).map(alter),
    ...(has('populated')
      ? [actionOf(to, `REFRESH MATERIALIZED VIEW ${nameOf(to)}${populated ? '' : ' WITH NO DATA'}`)]
      : []),
  ]
}
