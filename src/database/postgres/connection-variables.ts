import type { World } from '../../world.ts'
import { readConnectionSettings, type ConnectionSource } from './connection.ts'

/** Variables of the environment; undefined: it must not be there. */
export type ConnectionVariables = Readonly<Record<string, string | undefined>>

/** What a URL says by itself, or not at all. */
const placeParameters = ['host', 'port', 'user', 'password', 'database', 'dbname', 'passfile']
const certificates = {
  PGSSLMODE: 'sslmode',
  PGSSLROOTCERT: 'sslrootcert',
  PGSSLCERT: 'sslcert',
  PGSSLKEY: 'sslkey',
}

/**
 * What another program needs to connect to a database of the server of these settings, and to no other: `DATABASE_URL`, and the variables of libpq. What would lead it
 * elsewhere is taken out. Throws E_URL.
 */
export async function readConnectionVariables(
  source: ConnectionSource,
  database: string,
  world: World,
): Promise<ConnectionVariables> {
  const { host, port, user, password } = await readConnectionSettings(source, world)
  const parameters = parametersOf(source)
  const url = renderUrl({ host, port, user, password, database }, parameters)
  return {
    DATABASE_URL: url,
    // A command may be another Plinth.
    PLINTH_URL: url,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    ...Object.fromEntries(
      Object.entries(certificates).map(([variable, name]) => [
        variable,
        parameters.get(name) ?? source.env[variable],
      ]),
    ),
    PGHOSTADDR: undefined,
    PGSERVICE: undefined,
    DATABASE_URL_FILE: undefined,
    PLINTH_URL_FILE: undefined,
    PGPASSWORD_FILE: undefined,
  }
}

/** Those of other tools stay: it is their URL. */
function parametersOf({ url }: ConnectionSource): URLSearchParams {
  const parameters = new URLSearchParams(url?.split('?')[1] ?? '')
  for (const name of placeParameters) parameters.delete(name)
  return parameters
}

interface Place {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string | undefined
  readonly database: string
}

function renderUrl({ host, port, user, password, database }: Place, parameters: URLSearchParams): string {
  const login = [user, ...(password === undefined ? [] : [password])].map(encodeURIComponent).join(':')
  const isSocket = host.startsWith('/')
  const at = isSocket ? '' : `${host.includes(':') ? `[${host}]` : host}:${port}`
  const query = new URLSearchParams([
    ...(isSocket ? Object.entries({ host, port: String(port) }) : []),
    ...parameters,
  ]).toString()
  return `postgresql://${login}@${at}/${encodeURIComponent(database)}${query === '' ? '' : `?${query}`}`
}
