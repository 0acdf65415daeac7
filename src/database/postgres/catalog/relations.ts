import { keyOf, type FactKey } from '../../../schema/schema.ts'
import type { FacetsOf } from '../../../schema/facets.ts'
import { classIds } from './class-ids.ts'
import type { AnyFound, Known } from './found.ts'
import { letters, numbers, numbersIn, values, type Letters, type Numbers, type Values } from './lists.ts'
import { plainView } from './plain-view.ts'
import { columnNames, quotedName, relationKinds, relationName, type RelationDraft } from './relation-names.ts'
import { firstOfUsers, isOwn, isOwnSchema, list, nameOfRole, type Scope } from './scope.ts'

/** Lists, one entry for each relation that is a fact. */
export interface RelationsRow {
  readonly oid: Numbers
  readonly relkind: Letters
  readonly schema: Values<string>
  readonly name: Values<string>
  readonly owner: Values<string>
}

const kinds = Object.keys(relationKinds)
  .map((kind) => `'${kind}'`)
  .join(', ')

export function relationsSql(scope: Scope): string {
  return `
select ${numbers('c.oid')} as oid, ${letters('c.relkind')} as relkind, ${values('n.nspname')} as schema, ${values('c.relname')} as name, ${values(nameOfRole('c.relowner'))} as owner
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in (${kinds}) and ${isOwnSchema(scope)} and ${isOwn('pg_class', 'c.oid')}
  and not (c.relkind = 'S' and exists (select from pg_catalog.pg_depend d where d.classid = ${classIds.pg_class} and d.objid = c.oid and d.deptype = 'i'))`
}

/** A relation, still without columns, and who owns it. */
export type ReadRelation = RelationDraft & { readonly owner: string }

/** By id, sorted as their parts are to be. */
export function relationsIn(row: RelationsRow): ReadonlyMap<number, ReadRelation> {
  const found: (readonly [quoted: string, oid: number, relation: ReadRelation])[] = []
  for (const [i, oid] of numbersIn(row.oid).entries()) {
    const relation = relationName(row.relkind![i]!, row.schema![i]!, row.name![i]!)
    if (relation) found.push([quotedName(relation), oid, { ...relation, owner: row.owner![i]! }])
  }
  found.sort(([one], [other]) => (one < other ? -1 : 1))
  return new Map(found.map(([, oid, relation]) => [oid, relation]))
}

/** A relation by kind and name, for a reference. */
type Reference = readonly [relkind: string, schema: string, name: string]

/** What can be said of a relation that is no plain table. */
export interface UnusualRelationRow {
  readonly oid: number
  readonly relkind: string
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

const plainTable: Omit<UnusualRelationRow, 'oid' | 'relkind'> = {
  persistence: 'p',
  options: null,
  toast_options: null,
  access_method: null,
  tablespace: null,
  identity: 'd',
  row_security: false,
  row_security_forced: false,
  partition_key: null,
  bound: null,
  parents: null,
  of_type: null,
  query: null,
  populated: true,
  server: null,
  foreign_options: null,
}

/** Id of the access method `heap`. */
const heap = '2'

const isPlain = `(c.relkind = 'r' and c.relpersistence = 'p' and c.reloptions is null and c.relam in (0, ${heap}) and c.reltablespace = 0 and c.relreplident = 'd'
    and not c.relrowsecurity and not c.relforcerowsecurity and not c.relispartition and c.reloftype = 0 and c.oid not in (select i.inhrelid from pg_catalog.pg_inherits i)
    and c.reltoastrelid not in (select t.oid from pg_catalog.pg_class t where t.relkind = 't' and t.reloptions is not null))`

/** Tables, foreign tables, views and materialized views that are more than a name, an owner and columns. */
export function unusualRelationsSql(scope: Scope): string {
  return `
select c.oid, c.relkind::pg_catalog.text as relkind, c.relpersistence::pg_catalog.text as persistence, ${list('c.reloptions')} as options,
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
  left join (${parentsSql}) i on i.inhrelid = c.oid
where c.oid >= ${firstOfUsers} and c.relkind in ('r', 'p', 'f', 'v', 'm') and not ${isPlain} and ${isOwnSchema(scope)} and ${isOwn('pg_class', 'c.oid')}`
}

/** Of all at once: one by one it takes the server longer than all the rest. */
const parentsSql = `select i.inhrelid, pg_catalog.json_agg(pg_catalog.json_build_array(p.relkind, pn.nspname, p.relname) order by i.inhseqno) as parents
    from pg_catalog.pg_inherits i join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace group by i.inhrelid`

/** Tables, foreign tables, views and materialized views; sequences and composite types are read by others. */
export function relationFacts(
  relations: ReadonlyMap<number, ReadRelation>,
  unusual: readonly UnusualRelationRow[],
  { serverVersion }: Known,
): readonly AnyFound[] {
  const rows = new Map(unusual.map((row) => [row.oid, row]))
  return [...relations].flatMap(
    ([oid, relation]) =>
      relationFact({ oid, relation, row: rows.get(oid) ?? plainTable }, serverVersion) ?? [],
  )
}

interface OneRelation {
  readonly oid: number
  readonly relation: ReadRelation
  readonly row: typeof plainTable
}

function relationFact({ oid, relation, row }: OneRelation, serverVersion: number): AnyFound | undefined {
  const { key, name, owner } = relation
  const at = { name, key, owner, place: { catalog: 'pg_class', oid } } as const
  const columns = columnNames(relation)
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

function tableFacets(row: typeof plainTable, columns: readonly string[]): FacetsOf['table'] {
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

function foreignTableFacets(row: typeof plainTable, columns: readonly string[]): FacetsOf['foreign table'] {
  return {
    ...tableFacets(row, columns),
    // It has none, but the catalog says that of a table without one.
    replicaIdentity: 'default',
    server: row.server ?? '',
    foreignOptions: (row.foreign_options ?? []).toSorted(),
  }
}

function viewFacets(
  row: typeof plainTable,
  columns: readonly string[],
  serverVersion: number,
): FacetsOf['view'] {
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
}: typeof plainTable): FacetsOf['table']['rowSecurity'] {
  if (isForced) return isOn ? 'forced' : 'forced but off'
  return isOn ? 'on' : 'off'
}

function allOptions({ options, toast_options: toast }: typeof plainTable): readonly string[] {
  return [...(options ?? []), ...(toast ?? []).map((option) => `toast.${option}`)].toSorted()
}

function accessMethod({ access_method: method }: typeof plainTable): string | null {
  return method === 'heap' ? null : method
}

function referenceKey([relkind, ...name]: Reference): FactKey {
  return keyOf(relationKinds[relkind] ?? 'table', name)
}
