import { quoteLiteral } from '../../../psql/quote-literal.ts'
import { classIds, type ClassName } from './class-ids.ts'

/** What is read, and of which server. */
export interface Scope {
  /** As `server_version_num`. */
  readonly version: number
  /** Names of schemas that are not part of it. */
  readonly leftOut: readonly string[]
}

/** Below are the ids of what initdb makes: `FirstNormalObjectId` of access/transam.h. */
export const firstOfUsers = '16384'

/** Whether the namespace `n` is one of users. */
export function isOwnSchema({ leftOut }: Scope): string {
  const names = ['information_schema', ...leftOut].map(quoteLiteral).join(', ')
  return `n.nspname !~ '^pg_' and n.nspname not in (${names})`
}

/** Whether an object is one of users, by its id, and no member of an extension: of these there is one list, made once and looked up by hash. */
export function isOwn(catalog: ClassName, oid: string): string {
  return `${oid} >= ${firstOfUsers} and ${oid} not in (select member.objid from pg_catalog.pg_depend member
    where member.refclassid = ${classIds.pg_extension} and member.classid = ${classIds[catalog]} and member.deptype = 'e')`
}

export const nameOfRole = (oid: string) => `pg_catalog.pg_get_userbyid(${oid})`

/** A list of the catalog, for JavaScript. */
export const list = (array: string) => `pg_catalog.array_to_json(${array})`

/** The name of an object as it is to be written with an empty search_path. */
export const qualified = (schema: string, name: string) =>
  `pg_catalog.concat(pg_catalog.quote_ident(${schema}), '.', pg_catalog.quote_ident(${name}))`
