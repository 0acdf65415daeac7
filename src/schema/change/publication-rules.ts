import type { FacetsOf } from '../facets.ts'
import type { ChangedFact } from '../compare.ts'
import { alteration, creation, type Planned } from './action.ts'
import { dropNamed } from './defined-rules.ts'
import { nameOf, sqlName } from './names.ts'
import type { Rules } from './rules.ts'

type Facets = FacetsOf['publication']

/** Whether it is for all tables cannot be changed. */
export const publicationRules: Rules<'publication'> = {
  create: (fact) => {
    const { allTables } = fact.facets
    const members = membersOf(fact.facets)
    const what = allTables ? ' FOR ALL TABLES' : members.length > 0 ? ` FOR ${members.join(', ')}` : ''
    return [creation(fact, `CREATE PUBLICATION ${nameOf(fact)}${what} WITH (${parameters(fact.facets)})`)]
  },
  drop: dropNamed,
  alter: alterPublication,
}

function alterPublication({ from, to, facets }: ChangedFact<'publication'>): readonly Planned[] | 'replace' {
  if (facets.includes('allTables')) return 'replace'
  const say = (what: string) => alteration(to, `ALTER PUBLICATION ${nameOf(to)} ${what}`)
  const isMembers = facets.includes('tables') || facets.includes('schemas')
  const isParameters = facets.some((facet) => facet !== 'tables' && facet !== 'schemas')
  return [
    ...(isMembers ? changeMembers(from.facets, to.facets).map(say) : []),
    ...(isParameters ? [say(`SET (${parameters(withoutNull(to.facets, facets))})`)] : []),
  ]
}

/** What was set can only be set back by its word. */
function withoutNull(facets: Facets, changed: readonly string[]): Facets {
  if (!changed.includes('generatedColumns')) return facets
  return { ...facets, generatedColumns: facets.generatedColumns ?? 'none' }
}

/** All members are told anew; none at all cannot be told so. */
function changeMembers(before: Facets, after: Facets): readonly string[] {
  const members = membersOf(after)
  if (members.length > 0) return [`SET ${members.join(', ')}`]
  const tables = before.tables.map((table) => /^(?:"(?:[^"]|"")*"|[^ "])+/.exec(table)?.[0] ?? table)
  return [`DROP ${membersOf({ ...before, tables }).join(', ')}`]
}

function membersOf({ tables, schemas }: Pick<Facets, 'tables' | 'schemas'>): readonly string[] {
  return [
    ...(tables.length > 0 ? [`TABLE ${tables.map((table) => `ONLY ${table}`).join(', ')}`] : []),
    ...(schemas.length > 0
      ? [`TABLES IN SCHEMA ${schemas.map((schema) => sqlName(schema)).join(', ')}`]
      : []),
  ]
}

function parameters({ operations, viaRoot, generatedColumns }: Facets): string {
  return [
    `publish = '${operations.join(', ')}'`,
    `publish_via_partition_root = ${String(viaRoot)}`,
    ...(generatedColumns === null ? [] : [`publish_generated_columns = ${generatedColumns}`]),
  ].join(', ')
}
