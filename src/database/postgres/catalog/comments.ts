import { classIds } from './class-ids.ts'
import { firstOfUsers } from './scope.ts'

/** All comments of users, and that of `public`. */
export const commentsSql = `
select d.classoid, d.objoid, d.objsubid, d.description from pg_catalog.pg_description d
where d.objoid >= ${firstOfUsers}
  or (d.classoid = ${classIds.pg_namespace} and d.objoid = (select oid from pg_catalog.pg_namespace where nspname = 'public'))`

export interface CommentRow {
  readonly classoid: number
  readonly objoid: number
  readonly objsubid: number
  readonly description: string
}

/** What initdb says of the schema `public`; without any, there is one that is empty. */
export const commentOfPublic = 'standard public schema'
