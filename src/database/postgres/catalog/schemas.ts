import { reading } from './found.ts'
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
export function ownerOfPublic({ version }: Scope): string {
  return version >= 150_000 ? '6171' : '10'
}

interface ExtensionRow {
  readonly oid: number
  readonly name: string
  readonly schema: string
  readonly version: string
  readonly owner: string
}

export const extensionReading = reading<ExtensionRow>(
  () => `
select x.oid, x.extname::pg_catalog.text as name, n.nspname::pg_catalog.text as schema, x.extversion as version, ${nameOfRole('x.extowner')} as owner
from pg_catalog.pg_extension x join pg_catalog.pg_namespace n on n.oid = x.extnamespace where x.oid >= 16384`,
  (rows) =>
    rows.map(({ oid, name, schema, version, owner }) => ({
      kind: 'extension',
      name: [name],
      owner,
      place: { catalog: 'pg_extension', oid },
      facets: { schema, version },
    })),
)
