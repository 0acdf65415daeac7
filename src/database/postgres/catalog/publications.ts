import { functionName } from './defined.ts'
import { reading, type Place } from './found.ts'
import { grantsOf, exploded, type Right } from './grants.ts'
import { firingOf } from './on-relations.ts'
import { firstOfUsers, isOwn, isOwnSchema, list, nameOfRole, qualified, type Scope } from './scope.ts'

interface PublicationRow {
  readonly oid: number
  readonly name: string
  readonly owner: string
  readonly all_tables: boolean
  readonly operations: readonly (string | null)[]
  readonly via_root: boolean
  readonly generated_columns: string | null
  readonly tables: readonly (readonly [oid: number, table: string])[] | null
  readonly schemas: readonly (readonly [oid: number, schema: string])[] | null
}

export const publicationReading = reading<PublicationRow>(publicationsSql, (rows) =>
  rows.map((row) => ({
    kind: 'publication',
    name: [row.name],
    owner: row.owner,
    place: { catalog: 'pg_publication', oid: row.oid },
    parts: [
      ...(row.tables ?? []).map(([oid]): Place => ({ catalog: 'pg_publication_rel', oid })),
      ...(row.schemas ?? []).map(([oid]): Place => ({ catalog: 'pg_publication_namespace', oid })),
    ],
    facets: {
      allTables: row.all_tables,
      tables: (row.tables ?? []).map(([, table]) => table).toSorted(),
      schemas: (row.schemas ?? []).map(([, schema]) => schema).toSorted(),
      operations: row.operations.filter((one) => one !== null),
      viaRoot: row.via_root,
      generatedColumns: row.generated_columns,
    },
  })),
)

function publicationsSql({ version }: Scope): string {
  const isNew = version >= 150_000
  const columns = `pg_catalog.concat(' (', nullif((select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum)
      from pg_catalog.pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)), ''), ')')`
  const only = `case when r.prattrs is not null then ${columns} end, case when r.prqual is not null then pg_catalog.concat(' WHERE (', pg_catalog.pg_get_expr(r.prqual, r.prrelid), ')') end`
  const schemas = `(select pg_catalog.json_agg(pg_catalog.json_build_array(s.oid::pg_catalog.int8, n.nspname)) from pg_catalog.pg_publication_namespace s
    join pg_catalog.pg_namespace n on n.oid = s.pnnspid where s.pnpubid = p.oid)`
  return `
select p.oid, p.pubname::pg_catalog.text as name, ${nameOfRole('p.pubowner')} as owner, p.puballtables as all_tables, p.pubviaroot as via_root,
  pg_catalog.json_build_array(case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end) as operations,
  ${version >= 180_000 ? `case p.pubgencols when 'n' then null when 's' then 'stored' else p.pubgencols::pg_catalog.text end` : 'null::pg_catalog.text'} as generated_columns,
  (select pg_catalog.json_agg(pg_catalog.json_build_array(r.oid::pg_catalog.int8, pg_catalog.concat(${qualified('n.nspname', 'c.relname')}${isNew ? `, ${only}` : ''})))
    from pg_catalog.pg_publication_rel r join pg_catalog.pg_class c on c.oid = r.prrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace where r.prpubid = p.oid) as tables,
  ${isNew ? schemas : 'null::pg_catalog.json'} as schemas
from pg_catalog.pg_publication p where ${isOwn('pg_publication', 'p.oid')}`
}

interface EventTriggerRow {
  readonly oid: number
  readonly name: string
  readonly owner: string
  readonly event: string
  readonly function: string
  readonly tags: readonly string[] | null
  readonly enabled: string
}

export const eventTriggerReading = reading<EventTriggerRow>(
  () => `
select e.oid, e.evtname::pg_catalog.text as name, ${nameOfRole('e.evtowner')} as owner, e.evtevent::pg_catalog.text as event, ${functionName('e.evtfoid')} as function,
  ${list('e.evttags')} as tags, e.evtenabled::pg_catalog.text as enabled
from pg_catalog.pg_event_trigger e where ${isOwn('pg_event_trigger', 'e.oid')}`,
  (rows) =>
    rows.map(({ oid, name, owner, event, function: called, tags, enabled }) => ({
      kind: 'event trigger',
      name: [name],
      owner,
      place: { catalog: 'pg_event_trigger', oid },
      facets: { event, function: called, tags: tags ?? [], enabled: firingOf(enabled) },
    })),
)

interface DefaultPrivilegesRow {
  readonly oid: number
  readonly role: string
  readonly schema: string | null
  readonly type: string
  readonly rights: readonly Right[] | null
  readonly base: readonly Right[] | null
}

const objectTypes: Readonly<Record<string, string>> = {
  r: 'TABLES',
  S: 'SEQUENCES',
  f: 'FUNCTIONS',
  T: 'TYPES',
  n: 'SCHEMAS',
  L: 'LARGE OBJECTS',
}

export const defaultPrivilegesReading = reading<DefaultPrivilegesRow>(
  (scope) => `
select d.oid, ${nameOfRole('d.defaclrole')} as role, n.nspname::pg_catalog.text as schema, d.defaclobjtype::pg_catalog.text as type, ${exploded('d.defaclacl')} as rights,
  ${exploded(`pg_catalog.acldefault(case when d.defaclobjtype = 'S' then 's' else d.defaclobjtype end::pg_catalog."char", d.defaclrole)`)} as base
from pg_catalog.pg_default_acl d left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace where d.oid >= ${firstOfUsers}
  and (n.oid is null or ${isOwnSchema(scope)})`,
  (rows) =>
    rows.map(({ oid, role, schema, type, rights, base }) => ({
      kind: 'default privileges',
      name: [role, schema ?? '', objectTypes[type] ?? type],
      place: { catalog: 'pg_default_acl', oid },
      facets: { defaults: grantsOf(rights ?? [], [...new Set((base ?? []).map(([, one]) => one))]) },
    })),
)
