import type { NameKind, Session } from '../database.ts'

/** So many names are looked through; a catalog with more is not worth the time of an error message. */
const most = 20_000

const relations = `
select case when pg_catalog.pg_table_is_visible(c.oid) then c.relname::pg_catalog.text else pg_catalog.concat(n.nspname, '.', c.relname) end as name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
 where c.relkind operator(pg_catalog.=) any (array['r', 'p', 'v', 'm', 'f', 'S']::pg_catalog."char"[])
   and n.nspname operator(pg_catalog.!~) '^pg_(toast|temp)'`

const columns = `
select distinct a.attname::pg_catalog.text as name from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) a.attrelid
  join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
 where a.attnum operator(pg_catalog.>) 0 and not a.attisdropped
   and n.nspname operator(pg_catalog.!~) '^pg_' and n.nspname operator(pg_catalog.<>) 'information_schema'`

const functions = `
select distinct case when pg_catalog.pg_function_is_visible(p.oid) then p.proname::pg_catalog.text else pg_catalog.concat(n.nspname, '.', p.proname) end as name
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) p.pronamespace`

const others = `
select case when pg_catalog.pg_type_is_visible(t.oid) then t.typname::pg_catalog.text else pg_catalog.concat(n.nspname, '.', t.typname) end as name
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) t.typnamespace
 where t.typtype operator(pg_catalog.<>) 'c' and t.typname operator(pg_catalog.!~) '^_'
union all select rolname::pg_catalog.text from pg_catalog.pg_roles union all select name from pg_catalog.pg_settings`

const queries: Readonly<Record<NameKind, string>> = {
  relation: relations,
  column: columns,
  function: functions,
  object: others,
}

/** Names of one kind as they are to be written: with the schema where the search path does not find them. */
export async function readNamesOf(session: Session, kind: NameKind): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(`${queries[kind]} limit ${most}`)
  return rows.map(({ name }) => name)
}
