import { PlinthError } from '../../errors.ts'
import { arrayLiteral } from '../../psql/array-literal.ts'
import { quoteIdentifier, quoteWhereNeeded } from '../../psql/quote-identifier.ts'
import type { BatchTable, KeyColumn } from '../batches.ts'
import type { Session } from '../database.ts'

type FoundTable = {
  readonly oid: string
  readonly schema: string
  readonly name: string
  readonly kind: string
}

type FoundColumn = Omit<KeyColumn, 'less' | 'lessOrEqual' | 'equal' | 'greater'> & {
  readonly exists: boolean
  readonly nullable: boolean
  /** By the number of the strategy of a B-tree; null for a type without an order. */
  readonly operators: Readonly<Record<string, string>> | null
}

/** Looks up a table and the order of its key. Throws E_MIGRATION when batches cannot go along it. */
export async function describeBatchTable(
  session: Session,
  table: readonly string[],
  key: readonly string[],
): Promise<BatchTable> {
  const written = table.map(quoteWhereNeeded).join('.')
  const { oid, schema, name } = await findTable(session, table, written)
  const found = await session.query<FoundColumn>(columnsSql, [oid, arrayLiteral(key)])
  const columns = found.map((column) => orderedColumn(column, written))
  const quoted = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
  const nullable = found.filter((column) => column.nullable)
  if (nullable.length > 0) await refuseNulls(session, quoted, nullable, written)
  const [index] = await session.query<{ found: boolean }>(indexSql, [oid, arrayLiteral(key)])
  return { name: quoted, key: columns, isIndexed: index?.found === true }
}

async function findTable(session: Session, table: readonly string[], written: string): Promise<FoundTable> {
  const [found] = await session.query<FoundTable>(
    `select c.oid::pg_catalog.text as oid, n.nspname::pg_catalog.text as schema, c.relname::pg_catalog.text as name, c.relkind::pg_catalog.text as kind
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
      where c.oid operator(pg_catalog.=) pg_catalog.to_regclass($1)::pg_catalog.oid`,
    [table.map(quoteIdentifier).join('.')],
  )
  if (found === undefined) throw new PlinthError('E_MIGRATION', `there is no table ${written}`)
  if (['r', 'p', 'f'].includes(found.kind)) return found
  throw new PlinthError('E_MIGRATION', `${written} is not a table`, {
    hint: 'Name the table whose rows are to be changed, in the option table.',
  })
}

function orderedColumn(column: FoundColumn, table: string): KeyColumn {
  const { name, type, collation, operators } = column
  if (!column.exists) throw new PlinthError('E_MIGRATION', `${table} has no column ${quoteWhereNeeded(name)}`)
  const [less, lessOrEqual, equal, greater] = ['1', '2', '3', '5'].map((strategy) => operators?.[strategy])
  if (!less || !lessOrEqual || !equal || !greater)
    throw new PlinthError('E_MIGRATION', `the type of the column ${quoteWhereNeeded(name)} has no order`, {
      detail: `It is ${type}. Batches go along a key from the first value to the last.`,
      hint: `Name other columns in the option key: the primary key of ${table} is best.`,
    })
  return { name, type, collation, less, lessOrEqual, equal, greater }
}

/** A row without a key is in no range: it would be passed over in silence. */
async function refuseNulls(
  session: Session,
  quoted: string,
  nullable: readonly FoundColumn[],
  written: string,
): Promise<void> {
  const names = nullable.map(({ name }) => quoteWhereNeeded(name)).join(', ')
  const isNull = nullable.map(({ name }) => `${quoteIdentifier(name)} is null`).join(' or ')
  const [row] = await session.query<{ found: boolean }>(
    `select exists (select from ${quoted} where ${isNull}) as found`,
  )
  if (!row?.found) return
  throw new PlinthError('E_MIGRATION', `${written} has rows without a key: ${names} is NULL`, {
    detail: 'Such a row is in no batch.',
    hint: `Name columns in the option key that are never NULL: the primary key of ${written} is best.`,
  })
}

/**
 * The columns of a key in its order, each with the operators of the default B-tree order of its type: that is what ORDER BY goes by, and an
 * operator that is looked up by its name in the search path may be another one. A domain has the order of what it is made of.
 */
const columnsSql = `
select k.name, a.attnum is not null as exists, not a.attnotnull as nullable,
    case when a.attnum is not null then pg_catalog.format('%I.%I', tn.nspname, t.typname) end as type,
    (select pg_catalog.format('%I.%I', cn.nspname, l.collname) from pg_catalog.pg_collation l
       join pg_catalog.pg_namespace cn on cn.oid operator(pg_catalog.=) l.collnamespace where l.oid operator(pg_catalog.=) a.attcollation) as collation,
    (select pg_catalog.json_object_agg(o.amopstrategy, pg_catalog.format('%I.%s', pn.nspname, p.oprname)) from pg_catalog.pg_amop o
       join pg_catalog.pg_operator p on p.oid operator(pg_catalog.=) o.amopopr join pg_catalog.pg_namespace pn on pn.oid operator(pg_catalog.=) p.oprnamespace
      where o.amopfamily operator(pg_catalog.=) c.opcfamily and o.amoplefttype operator(pg_catalog.=) c.opcintype and o.amoprighttype operator(pg_catalog.=) c.opcintype
        and o.amoppurpose operator(pg_catalog.=) 's') as operators
  from pg_catalog.unnest($2::pg_catalog.text::pg_catalog.text[]) with ordinality as k(name, place)
  left join pg_catalog.pg_attribute a on a.attrelid operator(pg_catalog.=) $1::pg_catalog.text::pg_catalog.oid
    and a.attname::pg_catalog.text operator(pg_catalog.=) k.name and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped
  left join pg_catalog.pg_type t on t.oid operator(pg_catalog.=) a.atttypid
  left join pg_catalog.pg_namespace tn on tn.oid operator(pg_catalog.=) t.typnamespace
  left join lateral (
    with recursive made_of as (
      select t.oid, t.typtype, t.typbasetype, t.typcategory
      union all
      select d.oid, d.typtype, d.typbasetype, d.typcategory from made_of m
        join pg_catalog.pg_type d on d.oid operator(pg_catalog.=) m.typbasetype where m.typtype operator(pg_catalog.=) 'd')
    select m.oid, pg_catalog.to_regtype(case when m.typtype operator(pg_catalog.=) 'e' then 'pg_catalog.anyenum'
        when m.typtype operator(pg_catalog.=) 'r' then 'pg_catalog.anyrange' when m.typtype operator(pg_catalog.=) 'm' then 'pg_catalog.anymultirange'
        when m.typtype operator(pg_catalog.=) 'c' then 'pg_catalog.record' when m.typcategory operator(pg_catalog.=) 'A' then 'pg_catalog.anyarray' end)::pg_catalog.oid as family
      from made_of m where m.typtype operator(pg_catalog.<>) 'd') as b on true
  left join lateral (
    select oc.opcfamily, oc.opcintype from pg_catalog.pg_opclass oc
      join pg_catalog.pg_am am on am.oid operator(pg_catalog.=) oc.opcmethod and am.amname operator(pg_catalog.=) 'btree'
      join pg_catalog.pg_type it on it.oid operator(pg_catalog.=) oc.opcintype
     where oc.opcdefault and (oc.opcintype operator(pg_catalog.=) b.oid or oc.opcintype operator(pg_catalog.=) b.family
       or exists (select from pg_catalog.pg_cast ca where ca.castsource operator(pg_catalog.=) b.oid and ca.casttarget operator(pg_catalog.=) oc.opcintype
            and ca.castmethod operator(pg_catalog.=) 'b' and ca.castcontext operator(pg_catalog.=) 'i'))
     order by (oc.opcintype operator(pg_catalog.=) b.oid) desc, it.typispreferred desc limit 1) as c on true
 order by k.place`

const indexSql = `
select exists (
  select from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) i.indexrelid
    join pg_catalog.pg_am am on am.oid operator(pg_catalog.=) c.relam and am.amname operator(pg_catalog.=) 'btree'
   where i.indrelid operator(pg_catalog.=) $1::pg_catalog.text::pg_catalog.oid and i.indisvalid and i.indpred is null
     and (select pg_catalog.array_agg(a.attname::pg_catalog.text order by n.place)
            from pg_catalog.unnest(i.indkey::pg_catalog.int2[]) with ordinality as n(number, place)
            join pg_catalog.pg_attribute a on a.attrelid operator(pg_catalog.=) i.indrelid and a.attnum operator(pg_catalog.=) n.number
           where n.place operator(pg_catalog.<=) pg_catalog.cardinality($2::pg_catalog.text::pg_catalog.text[]))
         operator(pg_catalog.=) $2::pg_catalog.text::pg_catalog.text[]) as found`
