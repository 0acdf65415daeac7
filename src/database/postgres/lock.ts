import { createHash } from 'node:crypto'
import type { Session } from '../database.ts'

/**
 * The key of the advisory lock: the first 64 bits of sha256("plinth:" + tracking schema), signed, in decimal. Advisory
 * locks are per database already, so two databases or two tracking schemas never wait for each other.
 */
export function lockKey(schema: string): string {
  return createHash('sha256').update(`plinth:${schema}`).digest().readBigInt64BE(0).toString()
}

/** One attempt to take the lock for the session. */
export async function tryLock(session: Session, schema: string): Promise<boolean> {
  const [row] = await session.query<{ locked: boolean }>(
    'select pg_catalog.pg_try_advisory_lock($1::pg_catalog.text::pg_catalog.int8) as locked',
    [lockKey(schema)],
  )
  return row?.locked === true
}

export async function unlock(session: Session, schema: string): Promise<void> {
  await session.query('select pg_catalog.pg_advisory_unlock($1::pg_catalog.text::pg_catalog.int8)', [
    lockKey(schema),
  ])
}

/** `pid 4711 (plinth:init, app@10.0.0.7) for 12 s`, or undefined. */
export async function readLockHolder(session: Session, schema: string): Promise<string | undefined> {
  const [row] = await session.query<{ holder: string }>(
    `select pg_catalog.concat('pid ', a.pid, ' (', case when a.application_name operator(pg_catalog.<>) '' then a.application_name end, ', ', a.usename, coalesce('@' operator(pg_catalog.||) pg_catalog.host(a.client_addr), ''), ') for ',
        pg_catalog.round(extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-) coalesce(a.xact_start, a.state_change))), ' s') as holder
       from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) l.pid
      where l.locktype operator(pg_catalog.=) 'advisory' and l.granted and l.objsubid operator(pg_catalog.=) 1
        and l.database operator(pg_catalog.=) (select oid from pg_catalog.pg_database where datname operator(pg_catalog.=) pg_catalog.current_database())
        and ((l.classid::pg_catalog.int8 operator(pg_catalog.<<) 32) operator(pg_catalog.|) l.objid::pg_catalog.int8) operator(pg_catalog.=) $1::pg_catalog.text::pg_catalog.int8
      limit 1`,
    [lockKey(schema)],
  )
  return row?.holder
}
