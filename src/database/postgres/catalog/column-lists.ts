import { numbers, values, type Numbers, type Values } from './lists.ts'
import { firstOfUsers, list, qualified, type Scope } from './scope.ts'

/** Lists, one entry for each column. */
export interface ColumnsRow {
  readonly relation: Numbers
  readonly number: Numbers
  readonly name: Values<string>
  readonly type: Values<string>
  /** 1: NOT NULL; 2: inherited; 4: an identity; 8: one that is always given. */
  readonly flags: Numbers
  readonly unusual: Values<UnusualColumn | null>
}

/** What few columns have. */
export interface UnusualColumn {
  readonly collation: string | null
  readonly generated: string
  readonly storage: string | null
  readonly compression: string | null
  readonly statistics: number | null
  readonly options: readonly string[] | null
  readonly foreign_options: readonly string[] | null
}

/** Those of composite types among them. */
export function columnsSql({ version }: Scope): string {
  const flags = `case when a.attnotnull then 1 else 0 end + case when a.attislocal then 0 else 2 end + case a.attidentity when '' then 0 when 'a' then 12 else 4 end`
  return `
select ${numbers('a.attrelid')} as relation, ${numbers('a.attnum')} as number, ${values('a.attname')} as name, ${values('pg_catalog.format_type(a.atttypid, a.atttypmod)')} as type,
  ${numbers(flags)} as flags, ${values(unusualSql(version))} as unusual
from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
where a.attrelid >= ${firstOfUsers} and a.attnum > 0 and not a.attisdropped
  and a.attrelid in (select c.oid from pg_catalog.pg_class c where c.relkind in ('r', 'p', 'f', 'v', 'm', 'c'))`
}

function unusualSql(version: number): string {
  const compression = version < 140_000 ? `''` : 'a.attcompression::pg_catalog.text'
  return `case when a.attstorage <> t.typstorage or a.attcollation <> t.typcollation or a.attgenerated <> '' or a.attstattarget <> -1 or a.attoptions is not null or a.attfdwoptions is not null${version < 140_000 ? '' : ` or a.attcompression <> ''`}
    then pg_catalog.json_build_object('collation', case when a.attcollation <> 0 and a.attcollation <> t.typcollation then (select ${qualified('cn.nspname', 'co.collname')}
        from pg_catalog.pg_collation co join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace where co.oid = a.attcollation) end,
      'generated', a.attgenerated::pg_catalog.text, 'storage', case when a.attstorage <> t.typstorage then a.attstorage::pg_catalog.text end,
      'compression', nullif(${compression}, ''), 'statistics', nullif(a.attstattarget, -1), 'options', ${list('a.attoptions')}, 'foreign_options', ${list('a.attfdwoptions')}) end`
}

/** Lists, one entry for each column that has a default or is generated. */
export interface ExpressionsRow {
  readonly oid: Numbers
  readonly relation: Numbers
  readonly number: Numbers
  readonly expression: Values<string | null>
}

/** The server opens a relation to write an expression of its columns, which is dear; without any it need not. */
export const expressionsSql = `
select ${numbers('d.oid')} as oid, ${numbers('d.adrelid')} as relation, ${numbers('d.adnum')} as number,
  ${values(`pg_catalog.pg_get_expr(d.adbin, case when pg_catalog.strpos(d.adbin::pg_catalog.text, '{VAR ') > 0 then d.adrelid else 0 end)`)} as expression
from pg_catalog.pg_attrdef d where d.adrelid >= ${firstOfUsers}`

/** Lists, one entry for each NOT NULL that is a constraint. */
export interface NotNullsRow {
  readonly oid: Numbers
  readonly relation: Numbers
  readonly number: Numbers
  readonly name: Values<string>
  /** 1: NO INHERIT; 2: NOT VALID; 4: only its parents' own, though the column is its own too. */
  readonly flags: Numbers
  /** The names of those of parents from which it may come. */
  readonly parents: Values<readonly string[] | null>
}

const notNullFlags = `case when k.connoinherit then 1 else 0 end + case when k.convalidated then 0 else 2 end
    + case when k.coninhcount > 0 and not k.conislocal and (select a.attislocal from pg_catalog.pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) then 4 else 0 end`

/** From PostgreSQL 18 on. */
export const notNullsSql = `
select ${numbers('k.oid')} as oid, ${numbers('k.conrelid')} as relation, ${numbers('k.conkey[1]')} as number, ${values('k.conname')} as name,
  ${numbers(notNullFlags)} as flags,
  ${values(`case when k.coninhcount > 0 then (select pg_catalog.json_agg(pk.conname) from pg_catalog.pg_inherits i join pg_catalog.pg_constraint pk on pk.conrelid = i.inhparent and pk.contype = 'n'
    join pg_catalog.pg_attribute pa on pa.attrelid = i.inhparent and pa.attnum = pk.conkey[1]
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] and a.attname = pa.attname where i.inhrelid = k.conrelid) end`)} as parents
from pg_catalog.pg_constraint k where k.contype = 'n' and k.conrelid >= ${firstOfUsers}`
