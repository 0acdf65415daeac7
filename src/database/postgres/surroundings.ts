/** What is asked of every database. */
export type SurroundingsRow = {
  readonly read_only: boolean
  readonly extensions: string[] | null
  /** How many tables each schema has. */
  readonly tables: Readonly<Record<string, number>> | null
}

/** Without parameters, as all that is read at every start: see `foundSql`. */
export const surroundingsSql = `
select pg_catalog.pg_is_in_recovery() or pg_catalog.current_setting('default_transaction_read_only') operator(pg_catalog.=) 'on' as read_only,
  (select pg_catalog.array_to_json(pg_catalog.array_agg(extname order by extname)) from pg_catalog.pg_extension
    where extname operator(pg_catalog.<>) 'plpgsql') as extensions,
  (select pg_catalog.json_object_agg(nspname, tables) from (
    select n.nspname, pg_catalog.count(*) as tables from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
     where c.relkind operator(pg_catalog.=) any (array['r', 'p']::pg_catalog."char"[]) and n.nspname operator(pg_catalog.!~) '^pg_'
       and n.nspname operator(pg_catalog.<>) 'information_schema'
       and not exists (select from pg_catalog.pg_depend d where d.classid operator(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
         and d.objid operator(pg_catalog.=) c.oid and d.deptype operator(pg_catalog.=) 'e')
     group by n.nspname) as counted) as tables`
