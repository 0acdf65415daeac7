import { keyOf, type FactKey } from '../../../schema/schema.ts'
import type { FacetsOf } from '../../../schema/facets.ts'
import { classIds } from './class-ids.ts'
import { reading, type AnyFound, type Known } from './found.ts'
import { plainView } from './plain-view.ts'
import { relationKinds, type RelationName } from './relation-names.ts'
import { isOwn, isOwnSchema, list, nameOfRole, type Scope } from './scope.ts'

/** A relation by kind and name, for a reference. */
type Reference = readonly [relkind: string, schema: string, name: string]

export interface RelationRow {
  readonly oid: number
  readonly relkind: string
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly persistence: string
  readonly options: readonly string[] | null
  readonly toast_options: readonly string[] | null
  readonly access_method: string | null
  readonly tablespace: string | null
  readonly identity: string
  readonly row_security: boolean
  readonly row_security_forced: boolean
  readonly partition_key: string | null
  readonly bound: string | null
  readonly parents: readonly Reference[] | null
  readonly of_type: string | null
  readonly query: string | null
  readonly populated: boolean
  readonly server: string | null
  readonly foreign_options: readonly string[] | null
}

/** Tables, foreign tables, views and materialized views; of sequences and composite types, which are read by others, no more than the name. */
export const relationReading = reading<RelationRow>(relationsSql, (rows, known) =>
  rows.flatMap((row) => {
    const relation = known.relations.get(row.oid)
    return relation ? (relationFact(row, relation, known) ?? []) : []
  }),
)

function relationsSql(scope: Scope): string {
  const kinds = Object.keys(relationKinds).map((kind) => `'${kind}'`)
  return `
select c.oid, c.relkind::pg_catalog.text as relkind, n.nspname::pg_catalog.text as schema, c.relname::pg_catalog.text as name, ${nameOfRole('c.relowner')} as owner,
  c.relpersistence::pg_catalog.text as persistence, ${list('c.reloptions')} as options,
  ${list('t.reloptions')} as toast_options, am.amname::pg_catalog.text as access_method, s.spcname::pg_catalog.text as tablespace,
  c.relreplident::pg_catalog.text as identity, c.relrowsecurity as row_security, c.relforcerowsecurity as row_security_forced,
  case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partition_key,
  case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end as bound,
  i.parents,
  case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end as of_type,
  case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end as query, c.relispopulated as populated,
  case when c.relkind = 'f' then (select s.srvname::pg_catalog.text from pg_catalog.pg_foreign_table f join pg_catalog.pg_foreign_server s on s.oid = f.ftserver where f.ftrelid = c.oid) end as server,
  case when c.relkind = 'f' then (select ${list('f.ftoptions')} from pg_catalog.pg_foreign_table f where f.ftrelid = c.oid) end as foreign_options
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_class t on t.oid = c.reltoastrelid left join pg_catalog.pg_am am on am.oid = c.relam left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
  left join (${parentsSql}) i on i.inhrelid = c.oid and c.relkind in ('r', 'p', 'f')
where c.relkind in (${kinds.join(', ')}) and ${isOwnSchema(scope)} and ${isOwn('pg_class', 'c.oid')}
  and not (c.relkind = 'S' and exists (select from pg_catalog.pg_depend d where d.classid = ${classIds.pg_class} and d.objid = c.oid and d.deptype = 'i'))`
}

/** Of all at once: one by one it takes the server longer than all the rest. */
const parentsSql = `select i.inhrelid, pg_catalog.json_agg(pg_catalog.json_build_array(p.relkind, pn.nspname, p.relname) order by i.inhseqno) as parents
    from pg_catalog.pg_inherits i join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace group by i.inhrelid`

function relationFact(
  row: RelationRow,
  relation: RelationName,
  { serverVersion }: Known,
): AnyFound | undefined {
  const at = {
    name: relation.name,
    owner: row.owner,
    place: { catalog: 'pg_class', oid: row.oid },
  } as const
  const columns = [...relation.columns.values()]
  switch (relation.kind) {
    case 'table':
      return { kind: 'table', ...at, facets: tableFacets(row, columns) }
    case 'foreign table':
      return { kind: 'foreign table', ...at, facets: foreignTableFacets(row, columns) }
    case 'view':
      return { kind: 'view', ...at, facets: viewFacets(row, columns, serverVersion) }
    case 'materialized view':
      return {
        kind: 'materialized view',
        ...at,
        facets: {
          ...viewFacets(row, columns, serverVersion),
          options: allOptions(row),
          accessMethod: accessMethod(row),
          tablespace: row.tablespace,
          populated: row.populated,
        },
      }
    case 'sequence':
    case 'composite type':
      return undefined
  }
}

function tableFacets(row: RelationRow, columns: readonly string[]): FacetsOf['table'] {
  const parents = (row.parents ?? []).map(referenceKey)
  const [parent] = parents
  const { bound } = row
  return {
    persistence: row.persistence === 'u' ? 'unlogged' : 'permanent',
    columns,
    partitionKey: row.partition_key,
    partitionOf: bound !== null && parent !== undefined ? { table: parent, bound } : null,
    inherits: bound === null ? parents : [],
    ofType: row.of_type,
    options: allOptions(row),
    accessMethod: accessMethod(row),
    tablespace: row.tablespace,
    replicaIdentity: replicaIdentities[row.identity] ?? 'default',
    rowSecurity: rowSecurity(row),
  }
}

function foreignTableFacets(row: RelationRow, columns: readonly string[]): FacetsOf['foreign table'] {
  return {
    ...tableFacets(row, columns),
    // It has none, but the catalog says that of a table without one.
    replicaIdentity: 'default',
    server: row.server ?? '',
    foreignOptions: (row.foreign_options ?? []).toSorted(),
  }
}

function viewFacets(row: RelationRow, columns: readonly string[], serverVersion: number): FacetsOf['view'] {
  return {
    definition: plainView(row.query ?? '', serverVersion),
    columns,
    options: (row.options ?? []).toSorted(),
  }
}

const replicaIdentities: Readonly<Record<string, FacetsOf['table']['replicaIdentity']>> = {
  d: 'default',
  f: 'full',
  n: 'nothing',
  i: 'index',
}

function rowSecurity({
  row_security: isOn,
  row_security_forced: isForced,
}: RelationRow): FacetsOf['table']['rowSecurity'] {
  if (isForced) return isOn ? 'forced' : 'forced but off'
  return isOn ? 'on' : 'off'
}

function allOptions({ options, toast_options: toast }: RelationRow): readonly string[] {
  return [...(options ?? []), ...(toast ?? []).map((option) => `toast.${option}`)].toSorted()
}

function accessMethod({ access_method: method }: RelationRow): string | null {
  return method === 'heap' ? null : method
}

function referenceKey([relkind, ...name]: Reference): FactKey {
  return keyOf(relationKinds[relkind] ?? 'table', name)
}
