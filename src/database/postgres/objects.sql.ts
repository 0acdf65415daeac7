/** Below are the ids of what initdb makes: `FirstNormalObjectId` of access/transam.h. */
const firstOfUsers = '16384::pg_catalog.oid'

type Catalog = readonly [kind: string, catalog: string, prefix: string, which?: string]

/** Catalogs of objects in schemas; `prefix` is that of the columns, `which` leaves rows out. */
const inSchemas: readonly Catalog[] = [
  ['collation', 'pg_collation', 'coll'],
  ['conversion', 'pg_conversion', 'con'],
  // Without a function it is a promise only: another operator names it as its commutator or negator.
  ['operator', 'pg_operator', 'opr', 'x.oprcode::pg_catalog.oid operator(pg_catalog.<>) 0::pg_catalog.oid'],
  ['operator class', 'pg_opclass', 'opc'],
  ['operator family', 'pg_opfamily', 'opf'],
  ['text search configuration', 'pg_ts_config', 'cfg'],
  ['text search dictionary', 'pg_ts_dict', 'dict'],
  ['text search parser', 'pg_ts_parser', 'prs'],
  ['text search template', 'pg_ts_template', 'tmpl'],
]

/** Catalogs of objects that live in no schema. */
const outsideSchemas: readonly Catalog[] = [
  ['access method', 'pg_am', 'am', `x.oid operator(pg_catalog.>=) ${firstOfUsers}`],
  ['event trigger', 'pg_event_trigger', 'evt'],
  ['foreign data wrapper', 'pg_foreign_data_wrapper', 'fdw'],
  ['language', 'pg_language', 'lan', 'x.lanispl'],
  ['publication', 'pg_publication', 'pub'],
  ['server', 'pg_foreign_server', 'srv'],
]

type Within = readonly [kind: string, catalog: string, name: string, relation: string, which: string]

/** Catalogs of objects that are named within a relation. */
const withinRelations: readonly Within[] = [
  ['policy', 'pg_policy', 'polname', 'polrelid', 'true'],
  ['rule', 'pg_rewrite', 'rulename', 'ev_class', `x.rulename operator(pg_catalog.<>) '_RETURN'`],
  // Partitions get triggers of their own for those of their parent.
  [
    'trigger',
    'pg_trigger',
    'tgname',
    'tgrelid',
    'not x.tgisinternal and x.tgparentid operator(pg_catalog.=) 0::pg_catalog.oid',
  ],
]

const oidOf = (catalog: string) => `'pg_catalog.${catalog}'::pg_catalog.regclass::pg_catalog.oid`
const ownerOf = (catalog: string, prefix: string) =>
  ['pg_ts_parser', 'pg_ts_template', 'pg_am'].includes(catalog) ? 'null' : `x.${prefix}owner`
const chars = (letters: string) => `any (array['${[...letters].join("', '")}']::pg_catalog."char"[])`

/** A name without quotes, except where a dot or a quote in it would make the joined name mean something else. */
const part = (name: string) =>
  `case when ${name} operator(pg_catalog.~) '[."]' then pg_catalog.concat('"', pg_catalog.replace(${name}, '"', '""'), '"') else ${name} end`

/**
 * The user objects of a database: one row a kind and name (overloads are one), and whether an extension or a provider owns it.
 * Not among them: system schemas, the tracking schema ($1), what a provider's own role owns, and what comes with another
 * object (row types, array types, multiranges, constraint indexes, owned sequences, internal triggers, indexes and triggers
 * of partitions). An extension owns its members (`pg_depend.deptype = 'e'`), what stands on them, and a schema that holds
 * nothing but extensions. Nor are there casts, transforms, user mappings, subscriptions, large objects or default privileges.
 * The names are those of `psql/made-objects.ts`.
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
  select c.oid, c.relname, c.relkind, c.relowner, c.relispartition, c.reltype, n.nspname, m.objid is not null as of_extension
    from pg_catalog.pg_class c join schemas n on n.oid operator(pg_catalog.=) c.relnamespace
    left join member m on m.classid operator(pg_catalog.=) ${oidOf('pg_class')} and m.objid operator(pg_catalog.=) c.oid
   where c.relkind operator(pg_catalog.=) ${chars('rpvmSfciI')}
), found (kind, in_schema, on_relation, name, classid, objid, owner, of_extension) as (
  select 'schema', null::pg_catalog.name, null::pg_catalog.name, nspname, ${oidOf('pg_namespace')}, oid, nspowner, false
    from schemas where nspname operator(pg_catalog.<>) 'public'
  union all
  select case when relkind operator(pg_catalog.=) 'v' then 'view' when relkind operator(pg_catalog.=) 'm' then 'materialized view' when relkind operator(pg_catalog.=) 'S' then 'sequence' when relkind operator(pg_catalog.=) 'f' then 'foreign table' else 'table' end,
      nspname, null, relname, ${oidOf('pg_class')}, r.oid, relowner, of_extension
    from relations r
   where relkind operator(pg_catalog.=) ${chars('rpvmSf')}
     and not (relkind operator(pg_catalog.=) 'S' and exists (select from pg_catalog.pg_depend d
       where d.classid operator(pg_catalog.=) ${oidOf('pg_class')} and d.objid operator(pg_catalog.=) r.oid
         and d.refobjsubid operator(pg_catalog.>) 0 and d.deptype operator(pg_catalog.=) ${chars('ai')}))
  union all
  select 'index', r.nspname, null, r.relname, ${oidOf('pg_class')}, r.oid, r.relowner, t.of_extension
    from relations r join pg_catalog.pg_index i on i.indexrelid operator(pg_catalog.=) r.oid
    join relations t on t.oid operator(pg_catalog.=) i.indrelid
   where not r.relispartition and not exists (select from pg_catalog.pg_constraint k where k.conindid operator(pg_catalog.=) r.oid
     and k.contype operator(pg_catalog.=) ${chars('pux')})
  union all
  select case when t.typtype operator(pg_catalog.=) 'd' then 'domain' else 'type' end, n.nspname, null, t.typname, ${oidOf('pg_type')}, t.oid, t.typowner, false
    from pg_catalog.pg_type t join schemas n on n.oid operator(pg_catalog.=) t.typnamespace
   where t.typtype operator(pg_catalog.=) ${chars('edr')} or (t.typtype operator(pg_catalog.=) 'p' and not t.typisdefined)
      or (t.typtype operator(pg_catalog.=) 'b' and not exists (select from pg_catalog.pg_type e where e.typarray operator(pg_catalog.=) t.oid))
      or exists (select from relations r where r.reltype operator(pg_catalog.=) t.oid and r.relkind operator(pg_catalog.=) 'c')
  union all
  select case when p.prokind operator(pg_catalog.=) 'p' then 'procedure' when p.prokind operator(pg_catalog.=) 'a' then 'aggregate' else 'function' end, n.nspname, null, p.proname,
      ${oidOf('pg_proc')}, p.oid, p.proowner, false
    from pg_catalog.pg_proc p join schemas n on n.oid operator(pg_catalog.=) p.pronamespace
   where not exists (select from pg_catalog.pg_depend d where d.classid operator(pg_catalog.=) ${oidOf('pg_proc')}
     and d.objid operator(pg_catalog.=) p.oid and d.deptype operator(pg_catalog.=) ${chars('ei')})
  union all
  select 'statistics', n.nspname, null, s.stxname, ${oidOf('pg_statistic_ext')}, s.oid, s.stxowner, r.of_extension
    from pg_catalog.pg_statistic_ext s join schemas n on n.oid operator(pg_catalog.=) s.stxnamespace
    join relations r on r.oid operator(pg_catalog.=) s.stxrelid
${withinRelations
  .map(
    ([kind, catalog, name, relation, which]) => `  union all
  select '${kind}', r.nspname, r.relname, x.${name}, ${oidOf(catalog)}, x.oid, r.relowner, r.of_extension
    from pg_catalog.${catalog} x join relations r on r.oid operator(pg_catalog.=) x.${relation} where ${which}`,
  )
  .join('\n')}
${inSchemas
  .map(
    ([kind, catalog, prefix, which = 'true']) => `  union all
  select '${kind}', n.nspname, null, x.${prefix}name, ${oidOf(catalog)}, x.oid, ${ownerOf(catalog, prefix)}, false
    from pg_catalog.${catalog} x join schemas n on n.oid operator(pg_catalog.=) x.${prefix}namespace where ${which}`,
  )
  .join('\n')}
${outsideSchemas
  .map(
    ([kind, catalog, prefix, which = 'true']) => `  union all
  select '${kind}', null, null, x.${prefix}name, ${oidOf(catalog)}, x.oid, ${ownerOf(catalog, prefix)}, false
    from pg_catalog.${catalog} x where ${which}`,
  )
  .join('\n')}
), judged as (
  select f.kind, f.in_schema, f.on_relation, f.name, f.of_extension or m.objid is not null as of_extension, p.oid is not null as of_provider
    from found f left join member m on m.classid operator(pg_catalog.=) f.classid and m.objid operator(pg_catalog.=) f.objid
    left join provider p on p.oid operator(pg_catalog.=) f.owner
), named as (
  select kind, case when in_schema is null then name::pg_catalog.text
      else pg_catalog.concat_ws('.', ${['in_schema', 'on_relation', 'name'].map(part).join(',\n        ')}) end as name,
    of_extension or (kind operator(pg_catalog.=) 'schema'
      and exists (select from pg_catalog.pg_extension e join schemas n on n.oid operator(pg_catalog.=) e.extnamespace
                   where n.nspname operator(pg_catalog.=) j.name)
      and not exists (select from judged i where i.in_schema operator(pg_catalog.=) j.name and not i.of_extension)) as of_extension, of_provider
    from judged j
)
select kind, name, pg_catalog.bool_and(of_extension) as of_extension,
    pg_catalog.bool_and(of_extension or of_provider) and not pg_catalog.bool_and(of_extension) as of_provider
  from named group by kind, name order by kind collate pg_catalog."C", name collate pg_catalog."C"`

/** What makes objects of its own, or stands on some of these. */
const makers = ['pg_namespace', 'pg_class', 'pg_type', 'pg_proc']

/**
 * Whether a database may hold any. An empty one, which is looked at thousands of times a day, is spared the planning of the long query
 * above.
 */
export const anyObjectSql = `select ${[
  ...makers,
  ...[...inSchemas, ...outsideSchemas].map(([, catalog]) => catalog),
]
  .map((name) => `exists (select from pg_catalog.${name} where oid operator(pg_catalog.>=) ${firstOfUsers})`)
  .join('\n  or ')} as found`
