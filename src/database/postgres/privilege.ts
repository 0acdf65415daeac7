import { PlinthError } from '../../errors.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import type { Session } from '../database.ts'

/** What Plinth wants to do with its own tracking, or with all there is. */
type Deed = 'read' | 'write' | 'create' | 'drop'

/** Our own SQL, with a refusal of the server ("permission denied", 42501) told as E_PRIVILEGE: who, what, and the GRANT to type. */
export async function permitted<T>(
  work: Promise<T>,
  deed: Deed,
  { session, schema }: { readonly session: Session; readonly schema: string },
): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof PlinthError) || error.sqlState !== '42501') throw error
    throw privilegeError(deed, {
      session,
      schema,
      role: session.target.user,
      reason: error.message,
      cause: error,
    })
  }
}

/** Throws E_PRIVILEGE when the role may not record what it is about to do: before a script runs for an hour, and not after it. */
export async function refuseUnprivileged(session: Session, schema: string): Promise<void> {
  const [row] = await session.query<{ role: string; exists: boolean; create: boolean; write: boolean }>(
    privilegesSql,
    [schema],
  )
  const deed = row?.exists ? 'write' : 'create'
  if (row === undefined || row[deed]) return
  throw privilegeError(deed, { session, schema, role: row.role })
}

interface Refusal {
  readonly session: Session
  readonly schema: string
  readonly role: string
  /** The server's words. */
  readonly reason?: string
  readonly cause?: unknown
}

function privilegeError(deed: Deed, { session, schema, role, reason, cause }: Refusal): PlinthError {
  const { database } = session.target
  const what = {
    read: `read the tracking in the schema ${schema}`,
    write: `write the tracking in the schema ${schema}`,
    create: `create the schema ${schema} for the tracking`,
    drop: `drop everything in ${database}`,
  }[deed]
  return new PlinthError('E_PRIVILEGE', `the role ${role} may not ${what}${reason ? `: ${reason}` : ''}`, {
    hint: grantFor(deed, {
      database: quoteIdentifier(database),
      schema: quoteIdentifier(schema),
      role: quoteIdentifier(role),
    }),
    ...(reason ? { sqlState: '42501' } : {}),
    // A refused record is told by the step that it belongs to.
    ...(reason === undefined || deed === 'drop' ? { result: 'Nothing was changed.' } : {}),
    cause,
  })
}

function grantFor(
  deed: Deed,
  { database, schema, role }: { readonly database: string; readonly schema: string; readonly role: string },
): string {
  const usage = `GRANT USAGE ON SCHEMA ${schema} TO ${role};`
  switch (deed) {
    case 'read':
      return `As the owner of the schema: ${usage} GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role};`
    case 'write':
      return `As the owner of the schema: ${usage} GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};`
    case 'create':
      return `As the owner of the database: GRANT CREATE ON DATABASE ${database} TO ${role};`
    case 'drop':
      return 'Connect as the role that owns what is in the database.'
  }
}

/** By the ids of the tables: a lookup by name is refused itself where the schema is closed. */
const privilegesSql = `
select current_user::pg_catalog.text as role, n.oid is not null as exists,
    pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create') as create,
    coalesce(pg_catalog.has_schema_privilege(n.oid, 'usage'), false) and not exists (
      select from pg_catalog.pg_class c, (values ('heads', 'select'), ('heads', 'insert'), ('heads', 'delete'), ('journal', 'insert')) as need(name, deed)
       where c.relnamespace operator(pg_catalog.=) n.oid and c.relname operator(pg_catalog.=) need.name::pg_catalog.name
         and not pg_catalog.has_table_privilege(c.oid, need.deed)) as write
  from (select) as one left join pg_catalog.pg_namespace n on n.nspname operator(pg_catalog.=) $1`
