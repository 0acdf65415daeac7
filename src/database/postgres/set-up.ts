/** The first message of a session: who answers. */
export const whoSql = `select pg_catalog.current_setting('server_version_num') as number, pg_catalog.current_setting('server_version') as text,
  pg_catalog.version() operator(pg_catalog.~) 'linux' as linux, pg_catalog.pg_backend_pid() as pid`

/** What a server can. */
export interface ServerKind {
  /** As `server_version_num`. */
  readonly version: number
  /** It runs on Linux. */
  readonly isLinux: boolean
}

type Setting = readonly [name: string, value: string]

/** What our statements need, and those of scripts, whatever the role, the database or a script before them set. */
function workSettings({ version, isLinux }: ServerKind): readonly Setting[] {
  return [
    ['statement_timeout', '0'],
    ['idle_in_transaction_session_timeout', '0'],
    ...(version >= 170_000 ? ([['transaction_timeout', '0']] as const) : []),
    ['standard_conforming_strings', 'on'],
    ['DateStyle', 'ISO'],
    ['client_min_messages', 'notice'],
    ...(version >= 140_000 && isLinux ? ([['client_connection_check_interval', '500ms']] as const) : []),
  ]
}

/** What a pooler knows of each of its clients, and sets for it wherever its transaction runs. */
function clientSettings(applicationName: string): readonly Setting[] {
  return [
    ['client_encoding', 'UTF8'],
    ['application_name', applicationName],
  ]
}

/** As far as an application may be named: nothing to quote, and no longer than the server keeps. */
export function nameOf(applicationName: string): string {
  return applicationName.replace(/[^A-Za-z0-9_:.-]/g, '').slice(0, 63)
}

/** Sets them for the transaction, in one statement, which also tells the backend. */
export function transactionSql(server: ServerKind): string {
  return `${setSql(workSettings(server), 'transaction')}, pg_catalog.pg_backend_pid() as pid`
}

/** Sets them for the session, in one statement. */
export function sessionSql(server: ServerKind): string {
  const idle = server.version >= 140_000 ? ([['idle_session_timeout', '0']] as const) : []
  return setSql([...workSettings(server), ...idle], 'session')
}

/** Sets what `reset all` took away of what the client said when it connected. The server itself goes back to that. */
export function clientSql(applicationName: string): string {
  return setSql(clientSettings(applicationName), 'session')
}

function setSql(settings: readonly Setting[], scope: 'session' | 'transaction'): string {
  const isLocal = scope === 'transaction'
  return `select ${settings.map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', ${isLocal})`).join(', ')}`
}
