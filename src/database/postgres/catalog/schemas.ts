import { classIds, type ClassName } from './class-ids.ts'
import { reading } from './found.ts'
import { exploded, grantsOf, type Right } from './grants.ts'
import { isOwn, isOwnSchema, nameOfRole, type Scope } from './scope.ts'

interface SchemaRow {
  readonly oid: number
  readonly name: string
  /** Null: as initdb gives it. */
  readonly owner: string | null
}

/** `public` is a fact too; its owner and grants are told where they are not those of initdb. */
export const schemaReading = reading<SchemaRow>(schemasSql, (rows) =>
  rows.map(({ oid, name, owner }) => ({
    kind: 'schema',
    name: [name],
    ...(owner === null ? {} : { owner }),
    place: { catalog: 'pg_namespace', oid },
    facets: {},
  })),
)

function schemasSql(scope: Scope): string {
  return `
select n.oid, n.nspname::pg_catalog.text as name,
  case when n.nspname <> 'public' or n.nspowner <> ${ownerOfPublic(scope)} then ${nameOfRole('n.nspowner')} end as owner
from pg_catalog.pg_namespace n where ${isOwnSchema(scope)} and (n.nspname = 'public' or ${isOwn('pg_namespace', 'n.oid')})`
}

/** The role `pg_database_owner`, or the one that initdb makes. */
function ownerOfPublic({ version }: Scope): string {
  return version >= 150_000 ? '6171' : '10'
}

interface ExtensionRow {
  readonly oid: number
  readonly name: string
  readonly schema: string
  readonly version: string
  readonly owner: string
  readonly members: readonly MemberRow[] | null
}

type MemberRow = readonly [
  on: string,
  now: readonly Right[] | null,
  first: readonly Right[] | null,
  all: readonly Right[],
]

export const extensionReading = reading<ExtensionRow>(
  () => `
select x.oid, x.extname::pg_catalog.text as name, n.nspname::pg_catalog.text as schema, x.extversion as version, ${nameOfRole('x.extowner')} as owner,
  ${membersSql} as members
from pg_catalog.pg_extension x join pg_catalog.pg_namespace n on n.oid = x.extnamespace where x.oid >= 16384`,
  (rows) =>
    rows.map(({ oid, name, schema, version, owner, members }) => ({
      kind: 'extension',
      name: [name],
      owner,
      place: { catalog: 'pg_extension', oid },
      facets: { schema, version, memberRights: (members ?? []).map(memberRights).filter(isChanged) },
    })),
)

const relationWord = `case when o.relkind = 'S' then 'SEQUENCE ' else 'TABLE ' end`
const routineWord = `case when o.prokind = 'p' then 'PROCEDURE ' else 'FUNCTION ' end`

/** Members that can have rights: the catalog, the columns of rights and owner, what `acldefault` calls the kind, and the name for GRANT. */
const withRights: readonly (readonly [
  catalog: ClassName,
  rights: string,
  owner: string,
  kind: string,
  on: string,
])[] = [
  [
    'pg_class',
    'relacl',
    'relowner',
    `case when o.relkind = 'S' then 's' else 'r' end::pg_catalog."char"`,
    `pg_catalog.concat(${relationWord}, o.oid::pg_catalog.regclass)`,
  ],
  [
    'pg_proc',
    'proacl',
    'proowner',
    `'f'`,
    `pg_catalog.concat(${routineWord}, o.oid::pg_catalog.regprocedure)`,
  ],
  ['pg_type', 'typacl', 'typowner', `'T'`, `pg_catalog.concat('TYPE ', o.oid::pg_catalog.regtype)`],
  [
    'pg_namespace',
    'nspacl',
    'nspowner',
    `'n'`,
    `pg_catalog.concat('SCHEMA ', o.oid::pg_catalog.regnamespace)`,
  ],
]

/** As JSON: the members of the extension `x` whose rights are not those that came with it. */
const membersSql = `(select pg_catalog.json_agg(pg_catalog.json_build_array(m.told, ${exploded('m.now')}, ${exploded('m.first')}, ${exploded('m.base')}) order by m.told)
    from (${withRights
      .map(
        ([catalog, rights, owner, kind, on]) =>
          `select ${on} as told, o.${rights} as now, coalesce(i.initprivs, pg_catalog.acldefault(${kind}, o.${owner})) as first, pg_catalog.acldefault(${kind}, o.${owner}) as base
      from pg_catalog.${catalog} o join pg_catalog.pg_depend d on d.classid = ${classIds[catalog]} and d.objid = o.oid and d.deptype = 'e'
      left join pg_catalog.pg_init_privs i on i.classoid = ${classIds[catalog]} and i.objoid = o.oid and i.objsubid = 0
      where d.refclassid = ${classIds.pg_extension} and d.refobjid = x.oid and o.${rights} is not null`,
      )
      .join(' union all ')}) m
    where m.now::pg_catalog.text <> m.first::pg_catalog.text)`

function memberRights([on, now, first, base]: MemberRow) {
  const all = [...new Set(base.map(([, privilege]) => privilege))]
  return { on, first: grantsOf(first ?? [], all), now: grantsOf(now ?? [], all) }
}

/** The order of rights means nothing. */
function isChanged({ first, now }: ReturnType<typeof memberRights>): boolean {
  return JSON.stringify(first) !== JSON.stringify(now)
}
