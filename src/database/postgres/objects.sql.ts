/**
 * The user objects of a database: one row an object, `kind` and `name`, and how many an extension or a provider owns.
 * Not among them: system schemas, the tracking schema ($1), members of extensions (`pg_depend.deptype = 'e'`), what a
 * provider's own role owns, and what comes with another object (row types, array types, constraint indexes, owned
 * sequences, internal triggers, indexes and triggers of partitions).
 */
export const userObjectsSql = `
with provider as (
  select oid from pg_catalog.pg_roles
   where rolname operator(pg_catalog.=) any (array['rdsadmin', 'cloudsqladmin', 'cloudsqlagent', 'azuresu', 'cloud_admin', 'supabase_admin',
     'supabase_auth_admin', 'supabase_storage_admin', 'supabase_realtime_admin', 'supabase_functions_admin',
     'supabase_replication_admin', 'neon_superuser', 'tsdbexplorer', 'alloydbadmin']::pg_catalog.name[])
     and rolname operator(pg_catalog.<>) current_user
), member as (
  select classid, objid from pg_catalog.pg_depend where deptype operator(pg_catalog.=) 'e'
), schemas as (
  select oid, nspname, nspowner from pg_catalog.pg_namespace
   where nspname operator(pg_catalog.!~) '^pg_' and nspname operator(pg_catalog.<>) 'information_schema'
     and nspname operator(pg_catalog.<>) $1
), relations as (
  select c.oid, c.relname, c.relkind, c.relowner, c.relispartition, n.nspname
    from pg_catalog.pg_class c join schemas n on n.oid operator(pg_catalog.=) c.relnamespace
), found as (
  select 'schema' as kind, nspname::text as name, 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid as classid, oid as objid, nspowner as owner
    from schemas where nspname operator(pg_catalog.<>) 'public'
  union all
  select case relkind when 'r' then 'table' when 'p' then 'table' when 'v' then 'view' when 'm' then 'materialized view'
      when 'S' then 'sequence' when 'f' then 'foreign table' when 'c' then 'type' else 'index' end,
      pg_catalog.concat(nspname, '.', relname), 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, r.oid, relowner
    from relations r
   where relkind operator(pg_catalog.=) any (array['r', 'p', 'v', 'm', 'S', 'f', 'c', 'i', 'I']::pg_catalog."char"[])
     and not (relkind operator(pg_catalog.=) any (array['i', 'I']::pg_catalog."char"[]) and (relispartition
       or exists (select from pg_catalog.pg_constraint k where k.conindid operator(pg_catalog.=) r.oid
                   and k.contype operator(pg_catalog.=) any (array['p', 'u', 'x']::pg_catalog."char"[]))
       or exists (select from pg_catalog.pg_index i join member m on m.objid operator(pg_catalog.=) i.indrelid where i.indexrelid operator(pg_catalog.=) r.oid)))
     and not (relkind operator(pg_catalog.=) 'S' and exists (select from pg_catalog.pg_depend d
       where d.classid operator(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid operator(pg_catalog.=) r.oid
         and d.refobjsubid operator(pg_catalog.>) 0 and d.deptype operator(pg_catalog.=) any (array['a', 'i']::pg_catalog."char"[])))
  union all
  select case t.typtype when 'd' then 'domain' else 'type' end, pg_catalog.concat(n.nspname, '.', t.typname),
      'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, t.oid, t.typowner
    from pg_catalog.pg_type t join schemas n on n.oid operator(pg_catalog.=) t.typnamespace
   where t.typtype operator(pg_catalog.=) any (array['e', 'd', 'r']::pg_catalog."char"[])
      or (t.typtype operator(pg_catalog.=) 'b' and t.typcategory operator(pg_catalog.<>) 'A')
  union all
  select distinct on (n.nspname, p.proname, p.prokind)
      case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, pg_catalog.concat(n.nspname, '.', p.proname),
      'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, p.oid, p.proowner
    from pg_catalog.pg_proc p join schemas n on n.oid operator(pg_catalog.=) p.pronamespace
   where not exists (select from member m where m.classid operator(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass and m.objid operator(pg_catalog.=) p.oid)
     and not exists (select from pg_catalog.pg_depend d where d.classid operator(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
                       and d.objid operator(pg_catalog.=) p.oid and d.deptype operator(pg_catalog.=) 'i')
  union all
  select 'trigger', pg_catalog.concat(r.nspname, '.', r.relname, '.', t.tgname), 'pg_catalog.pg_trigger'::pg_catalog.regclass::pg_catalog.oid, t.oid, r.relowner
    from pg_catalog.pg_trigger t join relations r on r.oid operator(pg_catalog.=) t.tgrelid
   where not t.tgisinternal and t.tgparentid operator(pg_catalog.=) 0::pg_catalog.oid
  union all
  select 'policy', pg_catalog.concat(r.nspname, '.', r.relname, '.', p.polname), 'pg_catalog.pg_policy'::pg_catalog.regclass::pg_catalog.oid, p.oid, r.relowner
    from pg_catalog.pg_policy p join relations r on r.oid operator(pg_catalog.=) p.polrelid
  union all
  select 'rule', pg_catalog.concat(r.nspname, '.', r.relname, '.', w.rulename), 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid, w.oid, r.relowner
    from pg_catalog.pg_rewrite w join relations r on r.oid operator(pg_catalog.=) w.ev_class where w.rulename operator(pg_catalog.<>) '_RETURN'
  union all
  select 'statistics', pg_catalog.concat(n.nspname, '.', s.stxname), 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid, s.oid, s.stxowner
    from pg_catalog.pg_statistic_ext s join schemas n on n.oid operator(pg_catalog.=) s.stxnamespace
  union all
  select 'collation', pg_catalog.concat(n.nspname, '.', c.collname), 'pg_catalog.pg_collation'::pg_catalog.regclass::pg_catalog.oid, c.oid, c.collowner
    from pg_catalog.pg_collation c join schemas n on n.oid operator(pg_catalog.=) c.collnamespace
  union all
  select 'operator', pg_catalog.concat(n.nspname, '.', o.oprname), 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid, o.oid, o.oprowner
    from pg_catalog.pg_operator o join schemas n on n.oid operator(pg_catalog.=) o.oprnamespace
  union all
  select 'text search configuration', pg_catalog.concat(n.nspname, '.', c.cfgname), 'pg_catalog.pg_ts_config'::pg_catalog.regclass::pg_catalog.oid, c.oid, c.cfgowner
    from pg_catalog.pg_ts_config c join schemas n on n.oid operator(pg_catalog.=) c.cfgnamespace
  union all
  select 'server', srvname::text, 'pg_catalog.pg_foreign_server'::pg_catalog.regclass::pg_catalog.oid, oid, srvowner from pg_catalog.pg_foreign_server
  union all
  select 'publication', pubname::text, 'pg_catalog.pg_publication'::pg_catalog.regclass::pg_catalog.oid, oid, pubowner from pg_catalog.pg_publication
  union all
  select 'event trigger', evtname::text, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass::pg_catalog.oid, oid, evtowner from pg_catalog.pg_event_trigger
), judged as (
  select f.kind, f.name, exists (select from member m where m.objid operator(pg_catalog.=) f.objid and (m.classid operator(pg_catalog.=) f.classid
       or (f.kind operator(pg_catalog.=) 'type' and m.classid operator(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass))) as of_extension,
    exists (select from provider p where p.oid operator(pg_catalog.=) f.owner) as of_provider
  from found f
)
select kind, name, of_extension, of_provider from judged order by kind collate "C", name collate "C"`

/** Tracking tables of other tools: where they are, and the query for the newest entry. */
export interface ForeignTable {
  readonly tool: string
  readonly schema: string | undefined
  readonly table: string
  readonly columns: readonly string[]
  readonly revision: string
}

export const foreignTables: readonly ForeignTable[] = [
  {
    tool: 'Alembic',
    schema: undefined,
    table: 'alembic_version',
    columns: ['version_num'],
    revision: 'version_num',
  },
  {
    tool: 'Prisma Migrate',
    schema: undefined,
    table: '_prisma_migrations',
    columns: ['migration_name', 'finished_at'],
    revision: 'migration_name',
  },
  {
    tool: 'Flyway',
    schema: undefined,
    table: 'flyway_schema_history',
    columns: ['installed_rank', 'version'],
    revision: 'version',
  },
  {
    tool: 'golang-migrate',
    schema: undefined,
    table: 'schema_migrations',
    columns: ['version', 'dirty'],
    revision: 'version',
  },
  {
    tool: 'dbmate or Rails',
    schema: undefined,
    table: 'schema_migrations',
    columns: ['version'],
    revision: 'version',
  },
  { tool: 'Knex', schema: undefined, table: 'knex_migrations', columns: ['name', 'batch'], revision: 'name' },
  {
    tool: 'node-pg-migrate',
    schema: undefined,
    table: 'pgmigrations',
    columns: ['name', 'run_on'],
    revision: 'name',
  },
  {
    tool: 'Drizzle',
    schema: undefined,
    table: '__drizzle_migrations',
    columns: ['hash', 'created_at'],
    revision: 'hash',
  },
  {
    tool: 'TypeORM',
    schema: undefined,
    table: 'migrations',
    columns: ['timestamp', 'name'],
    revision: 'name',
  },
  {
    tool: 'MikroORM',
    schema: undefined,
    table: 'mikro_orm_migrations',
    columns: ['name', 'executed_at'],
    revision: 'name',
  },
  {
    tool: 'Kysely',
    schema: undefined,
    table: 'kysely_migration',
    columns: ['name', 'timestamp'],
    revision: 'name',
  },
  { tool: 'Sequelize', schema: undefined, table: 'SequelizeMeta', columns: ['name'], revision: 'name' },
  {
    tool: 'goose',
    schema: undefined,
    table: 'goose_db_version',
    columns: ['version_id', 'is_applied'],
    revision: 'version_id',
  },
  {
    tool: 'Liquibase',
    schema: undefined,
    table: 'databasechangelog',
    columns: ['id', 'orderexecuted'],
    revision: 'id',
  },
  {
    tool: 'Django',
    schema: undefined,
    table: 'django_migrations',
    columns: ['app', 'name'],
    revision: 'name',
  },
  {
    tool: 'Sqitch',
    schema: 'sqitch',
    table: 'changes',
    columns: ['change_id', 'change'],
    revision: 'change',
  },
  {
    tool: 'graphile-migrate',
    schema: 'graphile_migrate',
    table: 'migrations',
    columns: ['hash', 'filename'],
    revision: 'filename',
  },
  {
    tool: 'Atlas',
    schema: undefined,
    table: 'atlas_schema_revisions',
    columns: ['version', 'executed_at'],
    revision: 'version',
  },
]
