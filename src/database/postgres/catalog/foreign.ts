import { keyOf } from '../../../schema/schema.ts'
import { functionName } from './defined.ts'
import { reading } from './found.ts'
import { firstOfUsers, isOwn, list, nameOfRole } from './scope.ts'

interface WrapperRow {
  readonly oid: number
  readonly name: string
  readonly owner: string
  readonly handler: string | null
  readonly validator: string | null
  readonly options: readonly string[] | null
}

export const foreignWrapperReading = reading<WrapperRow>(
  () => `
select w.oid, w.fdwname::pg_catalog.text as name, ${nameOfRole('w.fdwowner')} as owner, ${functionName('w.fdwhandler')} as handler, ${functionName('w.fdwvalidator')} as validator,
  ${list('w.fdwoptions')} as options
from pg_catalog.pg_foreign_data_wrapper w where ${isOwn('pg_foreign_data_wrapper', 'w.oid')}`,
  (rows) =>
    rows.map(({ oid, name, owner, handler, validator, options }) => ({
      kind: 'foreign data wrapper',
      name: [name],
      owner,
      place: { catalog: 'pg_foreign_data_wrapper', oid },
      facets: { handler, validator, options: (options ?? []).toSorted() },
    })),
)

interface ServerRow {
  readonly oid: number
  readonly name: string
  readonly owner: string
  readonly type: string | null
  readonly version: string | null
  readonly wrapper: string
  readonly options: readonly string[] | null
}

export const serverReading = reading<ServerRow>(
  () => `
select s.oid, s.srvname::pg_catalog.text as name, ${nameOfRole('s.srvowner')} as owner, s.srvtype as type, s.srvversion as version, w.fdwname::pg_catalog.text as wrapper,
  ${list('s.srvoptions')} as options
from pg_catalog.pg_foreign_server s join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw where ${isOwn('pg_foreign_server', 's.oid')}`,
  (rows) =>
    rows.map(({ oid, name, owner, type, version, wrapper, options }) => ({
      kind: 'server',
      name: [name],
      owner,
      place: { catalog: 'pg_foreign_server', oid },
      facets: { type, version, wrapper, options: (options ?? []).toSorted() },
    })),
)

interface UserMappingRow {
  readonly oid: number
  readonly server: string
  readonly user: string
  readonly options: readonly string[] | null
}

/** Passwords may be among the options: they are shown to who may use them, and to nobody else ({@link hiddenMappingsSql}). */
export const userMappingReading = reading<UserMappingRow>(
  () => `
select m.umid as oid, m.srvname::pg_catalog.text as server, case when m.umuser = 0 then 'PUBLIC' else m.usename::pg_catalog.text end as "user", ${list('m.umoptions')} as options
from pg_catalog.pg_user_mappings m where m.umid >= ${firstOfUsers}`,
  (rows) =>
    rows.map(({ oid, server, user, options }) => ({
      kind: 'user mapping',
      name: [server, user],
      parent: keyOf('server', [server]),
      place: { catalog: 'pg_user_mapping', oid },
      facets: { options: (options ?? []).toSorted() },
    })),
)

/** User mappings of which the server does not say whether they have options. */
export const hiddenMappingsSql = `
select 'options of a user mapping' as kind, pg_catalog.concat(m.srvname, ' for ', case when m.umuser = 0 then 'PUBLIC' else m.usename::pg_catalog.text end) as name, null::pg_catalog.json as rights, null::pg_catalog.json as base
from pg_catalog.pg_user_mappings m join pg_catalog.pg_foreign_server s on s.oid = m.srvid
where m.umid >= ${firstOfUsers} and m.umoptions is null
  and not (m.umuser <> 0 and m.usename = current_user and (pg_catalog.pg_has_role(s.srvowner, 'USAGE') or pg_catalog.has_server_privilege(s.oid, 'USAGE'))
    or m.umuser = 0 and pg_catalog.pg_has_role(s.srvowner, 'USAGE')
    or (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user))`
