import type { Grant } from '../../../schema/schema.ts'
import { classIds, type ClassName } from './class-ids.ts'
import { firstOfUsers } from './scope.ts'

/** A right: whose, which, and whether it may be passed on. */
export type Right = readonly [grantee: string, privilege: string, grantable: boolean]

export interface RightsRow {
  readonly classoid: number
  readonly objoid: number
  readonly objsubid: number
  readonly rights: readonly Right[] | null
  /** What the server gives by itself. */
  readonly base: readonly Right[] | null
}

/** The catalog, its columns of rights and of the owner, and what `acldefault` calls the kind. */
export const withRights: readonly (readonly [
  catalog: ClassName,
  rights: string,
  owner: string,
  kind: string,
])[] = [
  ['pg_class', 'relacl', 'relowner', `case when o.relkind = 'S' then 's' else 'r' end::pg_catalog."char"`],
  ['pg_proc', 'proacl', 'proowner', `'f'`],
  ['pg_type', 'typacl', 'typowner', `'T'`],
  ['pg_namespace', 'nspacl', 'nspowner', `'n'`],
  ['pg_language', 'lanacl', 'lanowner', `'l'`],
  ['pg_foreign_data_wrapper', 'fdwacl', 'fdwowner', `'F'`],
  ['pg_foreign_server', 'srvacl', 'srvowner', `'S'`],
]

/** The rights of each object of users that has any of its own, and those of `public`. */
export function rightsSql(): string {
  const objects = withRights.map(
    ([catalog, rights, owner, kind]) =>
      `select ${classIds[catalog]} as classoid, o.oid as objoid, 0 as objsubid, ${exploded(`coalesce(o.${rights}, ${base(kind, owner)})`)} as rights, ${exploded(base(kind, owner))} as base
  from pg_catalog.${catalog} o where ${catalog === 'pg_namespace' ? `(o.oid >= ${firstOfUsers} and o.${rights} is not null or o.nspname = 'public')` : `o.oid >= ${firstOfUsers} and o.${rights} is not null`}`,
  )
  return `${objects.join('\nunion all\n')}
union all
select ${classIds.pg_class}, a.attrelid, a.attnum, ${exploded('a.attacl')}, null
  from pg_catalog.pg_attribute a where a.attrelid >= ${firstOfUsers} and a.attacl is not null and not a.attisdropped`
}

const base = (kind: string, owner: string) => `pg_catalog.acldefault(${kind}, o.${owner})`

/** The rights of an `aclitem[]` as JSON. */
export function exploded(rights: string): string {
  return `(select pg_catalog.json_agg(pg_catalog.json_build_array(case when x.grantee = 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(x.grantee) end, x.privilege_type, x.is_grantable))
    from pg_catalog.aclexplode(${rights}) x)`
}

/** By role, sorted. `all`: the privileges that there are; several are written as one word, for a later major has more of them. */
export function grantsOf(rights: readonly Right[], all: readonly string[]): readonly Grant[] {
  const roles = [...new Set(rights.map(([grantee]) => grantee))].toSorted()
  const names = (some: readonly Right[]) => {
    const found = [...new Set(some.map(([, privilege]) => privilege))].toSorted()
    return all.length > 1 && all.every((one) => found.includes(one)) ? ['ALL'] : found
  }
  return roles.map((role) => {
    const own = rights.filter(([grantee]) => grantee === role)
    return { grantee: role, privileges: names(own), grantable: names(own.filter(([, , may]) => may)) }
  })
}

/** Nobody has any on a column by itself. */
const ofColumns = ['INSERT', 'REFERENCES', 'SELECT', 'UPDATE']

/** Null: those that the server gives by itself. The owner has all that there are. */
export function grantsIn({ rights, base }: Pick<RightsRow, 'rights' | 'base'>): readonly Grant[] | null {
  const all = base === null ? ofColumns : [...new Set(base.map(([, privilege]) => privilege))]
  const grants = grantsOf(rights ?? [], all)
  return JSON.stringify(grants) === JSON.stringify(grantsOf(base ?? [], all)) ? null : grants
}
