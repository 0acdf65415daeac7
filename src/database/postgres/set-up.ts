/** The first message of a session: who answers. */
export const whoSql = `select pg_catalog.current_setting('server_version_num') as number, pg_catalog.current_setting('server_version') as text,
  pg_catalog.version() operator(pg_catalog.~) 'linux' as linux, pg_catalog.pg_backend_pid() as pid`

/** The other end of a connection. */
export interface Peer {
  /** As `server_version_num`. */
  readonly serverVersion: number
  /** The server runs on Linux. */
  readonly isLinux: boolean
  /** See `Session`: what is set for the session would be found by others. */
  readonly isPooled: boolean
  /** As {@link nameOf} gives it. */
  readonly applicationName: string
}

/** As far as an application may be named: nothing to quote, and no longer than the server keeps. */
export function nameOf(applicationName: string): string {
  return applicationName.replace(/[^A-Za-z0-9_:.-]/g, '').slice(0, 63)
}

/** What our statements need, and those of scripts, whatever the role, the database or a script before them set. A SET is the cheapest statement. */
function workSettings({ serverVersion, isLinux }: Peer, scope: 'session' | 'local'): readonly string[] {
  return [
    'statement_timeout = 0',
    'idle_in_transaction_session_timeout = 0',
    ...(serverVersion >= 170_000 ? ['transaction_timeout = 0'] : []),
    'standard_conforming_strings = on',
    'datestyle = ISO',
    'client_min_messages = notice',
    ...(serverVersion >= 140_000 && isLinux ? ["client_connection_check_interval = '500ms'"] : []),
  ].map((setting) => `set ${scope} ${setting}`)
}

/** Sets for the session what it needs. */
export function sessionSql(peer: Peer): string {
  const idle = peer.serverVersion >= 140_000 ? ['set idle_session_timeout = 0'] : []
  return [...workSettings(peer, 'session'), ...idle].join('; ')
}

/**
 * Begins a transaction, and runs `sql` in it. `begin` stands alone: it cannot fail halfway, so that nothing behind it runs outside of a
 * transaction. Through a pooler, the first rows tell the backend.
 */
export function beginSql(peer: Peer, sql: string | undefined): string {
  const own = peer.isPooled
    ? [...workSettings(peer, 'local'), 'select pg_catalog.pg_backend_pid() as pid']
    : []
  const parts = ['begin', 'set transaction isolation level read committed, read write', ...own]
  return [...parts, ...(sql === undefined ? [] : [sql])].join(';\n')
}

/** Until the transaction ends: what a script set of it does not count. */
export const ownRoleSql = 'set local session authorization default; set local role none'

/** Takes back what is not taken back by a rollback. */
export function rollbackSql({ isPooled }: Peer): string {
  return isPooled ? `rollback; ${unlockSql}; ${deallocateSql}` : 'rollback'
}

/** Takes back what a script did to its session, `with the transaction`, which goes on, or between two. */
export function resetSql(peer: Peer, when: 'now' | 'with the transaction'): string {
  const isInside = when === 'with the transaction'
  const { isPooled, applicationName } = peer
  const parts = [
    'reset session authorization; reset role; reset all; close all; discard temp; unlisten *',
    ...(isInside ? [unlockSql] : []),
    ...(isPooled ? [deallocateSql, ...clientSettings(applicationName)] : [sessionSql(peer)]),
    // For the commit, which may wait.
    ...(isPooled && isInside ? workSettings(peer, 'local') : []),
  ]
  return parts.join('; ')
}

/** What a pooler knows of each client, and sets wherever its transaction runs; without one, `reset all` goes back to what the client connected with. */
function clientSettings(applicationName: string): readonly string[] {
  return ["set client_encoding = 'UTF8'", `set application_name = '${applicationName}'`]
}

/** Only those of the session: the lock of the transaction stays. */
const unlockSql = 'select pg_catalog.pg_advisory_unlock_all()'

/** Only those of PREPARE: a pooler has others of its own. */
const deallocateSql = `do $plinth$
declare prepared pg_catalog.text;
begin
  for prepared in select name from pg_catalog.pg_prepared_statements where from_sql loop
    execute pg_catalog.format('deallocate %I', prepared);
  end loop;
end $plinth$`
