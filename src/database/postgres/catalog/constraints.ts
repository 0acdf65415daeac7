import { keyOf, type FactKey } from '../../../schema/schema.ts'
import type { FacetsOf } from '../../../schema/facets.ts'
import { reading, type AnyFound } from './found.ts'
import { relationKinds, type RelationName } from './relation-names.ts'
import { firstOfUsers, list, type Scope } from './scope.ts'

interface BackingRow {
  readonly index_options: readonly string[] | null
  readonly tablespace: string | null
  readonly clustered: boolean | null
  readonly replica_identity: boolean | null
}

interface ConstraintRow extends BackingRow {
  readonly oid: number
  readonly relation: number
  readonly name: string
  readonly type: string
  readonly definition: string
  readonly validated: boolean
  readonly enforced: boolean
  readonly columns: readonly number[] | null
  readonly attached_to: readonly [relkind: string, schema: string, table: string] | null
  readonly attached_name: string | null
  /** An index of the partitioned table that is no constraint's. */
  readonly attached_index: readonly [schema: string, name: string] | null
}

/** Not those of foreign keys of partitions, which come with that of the parent, of NOT NULL and of constraint triggers. */
export const constraintReading = reading<ConstraintRow>(constraintsSql, (rows, { relations }) =>
  rows.flatMap((row) => {
    const relation = relations.get(row.relation)
    return relation ? [constraintFact(row, relation)] : []
  }),
)

function constraintsSql({ version }: Scope): string {
  return `
select k.oid, k.conrelid as relation, k.conname::pg_catalog.text as name, k.contype::pg_catalog.text as type, pg_catalog.pg_get_constraintdef(k.oid) as definition,
  k.convalidated as validated, ${version < 180_000 ? 'true' : 'k.conenforced'} as enforced, ${list('k.conkey')} as columns,
  case when k.contype in ('p', 'u', 'x') then ${list('ic.reloptions')} end as index_options, x.indisclustered as clustered, x.indisreplident as replica_identity,
  case when ic.reltablespace <> 0 then (select s.spcname::pg_catalog.text from pg_catalog.pg_tablespace s where s.oid = ic.reltablespace) end as tablespace,
  case when k.conparentid <> 0 then (select pg_catalog.json_build_array(c.relkind, n.nspname, c.relname) from pg_catalog.pg_constraint p
      join pg_catalog.pg_class c on c.oid = p.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace where p.oid = k.conparentid)
    when k.contype = 'c' and not k.conislocal then (select pg_catalog.json_build_array(c.relkind, n.nspname, c.relname) from pg_catalog.pg_inherits i
      join pg_catalog.pg_constraint p on p.conrelid = i.inhparent and p.conname = k.conname and p.contype = 'c'
      join pg_catalog.pg_class c on c.oid = p.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace where i.inhrelid = k.conrelid order by i.inhseqno limit 1)
    end as attached_to,
  case when k.conparentid = 0 and ic.relispartition then (select pg_catalog.json_build_array(pn.nspname, p.relname) from pg_catalog.pg_inherits i
    join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace where i.inhrelid = ic.oid) end as attached_index,
  case when k.conparentid <> 0 then (select p.conname::pg_catalog.text from pg_catalog.pg_constraint p where p.oid = k.conparentid)
    when k.contype = 'c' and not k.conislocal then k.conname::pg_catalog.text end as attached_name
from pg_catalog.pg_constraint k
  left join pg_catalog.pg_class ic on ic.oid = k.conindid and k.contype in ('p', 'u', 'x') left join pg_catalog.pg_index x on x.indexrelid = ic.oid
where k.conrelid >= ${firstOfUsers} and k.contype not in ('n', 't') and not (k.contype = 'f' and k.conparentid <> 0)`
}

function constraintFact(row: ConstraintRow, { name, key, columns }: RelationName): AnyFound {
  return {
    kind: 'constraint',
    name: [...name, row.name],
    parent: key,
    place: { catalog: 'pg_constraint', oid: row.oid },
    facets: {
      type: types[row.type] ?? 'check',
      definition: row.definition,
      validated: row.validated,
      enforced: row.enforced,
      columns: (row.columns ?? []).map((number) => columns.get(number) ?? ''),
      index: row.clustered === null ? null : backingIndex(row),
      attachedTo: attachedTo(row),
    },
  }
}

const types: Readonly<Record<string, FacetsOf['constraint']['type']>> = {
  p: 'primary key',
  u: 'unique',
  c: 'check',
  f: 'foreign key',
  x: 'exclude',
}

function backingIndex(row: BackingRow): NonNullable<FacetsOf['constraint']['index']> {
  return {
    options: (row.index_options ?? []).toSorted(),
    tablespace: row.tablespace,
    clustered: row.clustered === true,
    replicaIdentity: row.replica_identity === true,
  }
}

function attachedTo({
  attached_to: table,
  attached_name: name,
  attached_index: index,
}: ConstraintRow): FactKey | null {
  if (index !== null) return keyOf('index', index)
  if (table === null || name === null) return null
  const [relkind, schema, relation] = table
  return relationKinds[relkind] === undefined ? null : keyOf('constraint', [schema, relation, name])
}

interface IndexRow extends BackingRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly relation: number
  readonly definition: string
  readonly method: string
  readonly unique: boolean
  readonly valid: boolean
  readonly attached_to: readonly [schema: string, name: string] | null
  readonly statistics: readonly string[] | null
}

export const indexReading = reading<IndexRow>(indexesSql, (rows, { relations }) =>
  rows.flatMap((row) => {
    const relation = relations.get(row.relation)
    return relation ? [indexFact(row, relation)] : []
  }),
)

/** That of a partitioned table is valid in itself: its partitions may lack theirs, and a restored dump says otherwise than what was dumped. */
function indexesSql({ version }: Scope): string {
  // PostgreSQL 17 says null where those before say -1. Only expressions have any.
  const isSet = version < 170_000 ? 'a.attstattarget >= 0' : 'a.attstattarget is not null'
  return `
select c.oid, n.nspname::pg_catalog.text as schema, c.relname::pg_catalog.text as name, x.indrelid as relation, pg_catalog.pg_get_indexdef(c.oid) as definition,
  am.amname::pg_catalog.text as method, x.indisunique as "unique", x.indisvalid or c.relkind = 'I' as valid, x.indisclustered as clustered, x.indisreplident as replica_identity,
  ${list('c.reloptions')} as index_options,
  case when c.reltablespace <> 0 then (select s.spcname::pg_catalog.text from pg_catalog.pg_tablespace s where s.oid = c.reltablespace) end as tablespace,
  case when c.relispartition then (select pg_catalog.json_build_array(pn.nspname, p.relname) from pg_catalog.pg_inherits i
    join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace where i.inhrelid = c.oid) end as attached_to,
  case when x.indexprs is not null then (select pg_catalog.json_agg(pg_catalog.concat(a.attnum, '=', a.attstattarget) order by a.attnum)
    from pg_catalog.pg_attribute a where a.attrelid = c.oid and ${isSet}) end as statistics
from pg_catalog.pg_index x join pg_catalog.pg_class c on c.oid = x.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class t on t.oid = x.indrelid join pg_catalog.pg_am am on am.oid = c.relam
where x.indrelid >= ${firstOfUsers} and t.relkind in ('r', 'p', 'm')
  and not exists (select from pg_catalog.pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x'))`
}

function indexFact(row: IndexRow, { key }: RelationName): AnyFound {
  return {
    kind: 'index',
    name: [row.schema, row.name],
    parent: key,
    place: { catalog: 'pg_class', oid: row.oid },
    facets: {
      ...backingIndex(row),
      definition: withoutOptions(row.definition, row.index_options ?? []),
      method: row.method,
      unique: row.unique,
      valid: row.valid,
      attachedTo: row.attached_to === null ? null : keyOf('index', row.attached_to),
      statistics: row.statistics ?? [],
    },
  }
}

/** The server writes the storage parameters behind the columns, each value as a name or a string. */
function withoutOptions(definition: string, options: readonly string[]): string {
  const [first] = options
  if (first === undefined) return definition
  const start = definition.indexOf(` WITH (${first.slice(0, first.indexOf('='))}=`)
  if (start < 0) return definition
  const [clause = ''] = /^ WITH \((?:[^'"()]|'[^']*'|"[^"]*")*\)/.exec(definition.slice(start)) ?? []
  return definition.slice(0, start) + definition.slice(start + clause.length)
}
