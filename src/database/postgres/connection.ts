import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { parse } from 'pg-connection-string'
import { PlinthError } from '../../errors.ts'
import type { World } from '../../world.ts'

/** Where the settings come from, as the configuration found it: a URL, or nothing but `PG*` variables. */
export interface ConnectionSource {
  readonly url: string | undefined
  /** `--url`, `DATABASE_URL`, `DATABASE_URL in .env`, `PG*`, … for messages. */
  readonly from: string
  /** The environment the `PG*` variables are read from (with `.env` below it). */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The sslmode words of libpq. */
const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type SslMode = (typeof sslModes)[number]

/** Everything needed to connect, checked. The password is not enumerable, so it does not reach logs or JSON. */
export interface ConnectionSettings {
  /** Host name, address, or the absolute path of a socket directory. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string | undefined
  readonly database: string
  readonly sslMode: SslMode
  readonly ssl: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  readonly options: string | undefined
  readonly connectTimeoutMs: number
  readonly from: string
}

type Parameters = Readonly<Record<string, string | undefined>>

/** Parameters of other tools and of poolers that mean nothing to a direct connection; they are dropped in silence. */
const ignoredParameters = new Set([
  'schema',
  'pgbouncer',
  'connection_limit',
  'pool_timeout',
  'application_name',
  'channel_binding',
  'gssencmode',
  'target_session_attrs',
  'keepalives',
  'statement_cache_size',
  'uselibpqcompat',
])
const knownParameters = new Set([
  'host',
  'port',
  'user',
  'password',
  'database',
  'dbname',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'ssl',
  'options',
  'connect_timeout',
  'passfile',
])

/**
 * The settings of a connection by libpq's rules: URL first, then `PG*` variables, then the password file, then defaults
 * (PostgreSQL documentation, "Database Connection Control Functions").
 * Throws `E_URL` when the URL is not one, names an unknown setting, or holds a NUL.
 */
export async function readConnectionSettings(
  source: ConnectionSource,
  world: World,
): Promise<ConnectionSettings> {
  const fromUrl: Parameters = source.url === undefined ? {} : parseUrl(source.url, source.from)
  const setting = (name: string, variable: string): string | undefined =>
    fromUrl[name] || source.env[variable] || undefined
  // Who is to be corrected: the URL, or the variable that fills its gap.
  const fromOf = (name: string, variable: string) => (fromUrl[name] ? source.from : variable)
  const host = setting('host', 'PGHOST') ?? defaultHost()
  const port = parsePort(setting('port', 'PGPORT') ?? '5432', fromOf('port', 'PGPORT'))
  const user = setting('user', 'PGUSER') ?? userInfo().username
  const database = setting('database', 'PGDATABASE') ?? user
  const sslMode = parseSslMode(setting, fromOf('sslmode', 'PGSSLMODE'))
  const password =
    setting('password', 'PGPASSWORD') ??
    (await readPasswordFile({ host, port, user, database }, setting('passfile', 'PGPASSFILE'), world))
  const settings = {
    host,
    port,
    user,
    database,
    sslMode,
    ssl: await readCertificates(setting, source.from),
    options: setting('options', 'PGOPTIONS'),
    connectTimeoutMs: 1000 * Number(setting('connect_timeout', 'PGCONNECT_TIMEOUT') ?? 10) || 10_000,
    from: source.from,
  }
  refuseNul(settings, password)
  return Object.defineProperty({ ...settings, password }, 'password', { enumerable: false, value: password })
}

function parseUrl(url: string, from: string): Parameters {
  if (!/^postgres(ql)?:\/\//i.test(url)) {
    throw new PlinthError('E_URL', `${from} is not a PostgreSQL URL`, {
      hint: 'Write it as postgres://user:password@host:5432/database, special characters of the password percent-encoded.',
    })
  }
  if (hasRawPassword(url) || /%(?![0-9a-f]{2})/i.test(url)) throw unreadableUrl(from)
  if (hasBadPort(url)) {
    // Not shown: what stands there may be a part of the password.
    throw new PlinthError('E_URL', `${from} has a port that is not a number from 1 to 65535`, {
      hint: 'Write it as postgres://user:password@host:5432/database, special characters of the password percent-encoded.',
    })
  }
  let parsed: Record<string, unknown>
  try {
    if (!URL.canParse(url.replace('@/', '@localhost/'))) throw new TypeError('not a URL')
    // Certificates are read by us, so that a missing file gets its own message.
    parsed = parse(url.replace(/([?&])ssl(rootcert|cert|key|mode)=/gi, '$1x_ssl$2='))
  } catch {
    throw unreadableUrl(from)
  }
  const parameters: Record<string, string> = {}
  for (const [key, value] of Object.entries(parsed)) {
    const name = key.replace(/^x_ssl/, 'ssl')
    if (value === null || value === undefined || value === '' || typeof value === 'object') continue
    if (ignoredParameters.has(name.toLowerCase())) continue
    if (!knownParameters.has(name)) throw unknownParameter(name, from)
    parameters[name] = String(value)
  }
  if (parameters['dbname']) parameters['database'] = parameters['dbname']
  if (parameters['ssl'] === 'true' && !parameters['sslmode']) parameters['sslmode'] = 'require'
  return parameters
}

/** A raw "/", "?" or "#" in the password ends the host part early: what follows is the rest of the password, not a database or a setting. */
function hasRawPassword(url: string): boolean {
  const [beforeQuery = '', query = ''] = url.split('?', 2)
  const path = beforeQuery.replace(/^[^:]*:\/\/[^/]*/, '')
  return url.includes('#') || path.includes('@') || /^[^=&]*@/.test(query)
}

function hasBadPort(url: string): boolean {
  const authority = /^[^:]*:\/\/([^/?]*)/.exec(url)?.[1] ?? ''
  const port = /:([^:\]]*)$/.exec(authority.slice(authority.lastIndexOf('@') + 1))?.[1]
  return (
    port !== undefined && port !== '' && !(/^\d+$/.test(port) && Number(port) > 0 && Number(port) < 65536)
  )
}

function unreadableUrl(from: string): PlinthError {
  return new PlinthError('E_URL', `${from} cannot be read as a URL`, {
    hint: 'Percent-encode special characters of the password ("/" is %2F, "#" is %23, "?" is %3F, "@" is %40, "%" is %25).',
  })
}

function unknownParameter(name: string, from: string): PlinthError {
  return new PlinthError('E_URL', `${from} has the unknown connection setting "${name}"`, {
    hint: `Known are: ${[...knownParameters].filter((known) => known !== 'password').join(', ')}.`,
  })
}

function parsePort(text: string, from: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw new PlinthError('E_URL', `${from} has the port "${text}", which is not a number from 1 to 65535`, {
    hint: `Correct ${from}; without it the port is 5432.`,
  })
}

/** The authorities of the system vouch for any host, so with them the name is always verified, as libpq does. */
function parseSslMode(
  setting: (name: string, variable: string) => string | undefined,
  from: string,
): SslMode {
  const usesSystem = setting('sslrootcert', 'PGSSLROOTCERT') === 'system'
  const text = setting('sslmode', 'PGSSLMODE') ?? (usesSystem ? 'verify-full' : 'prefer')
  const mode = sslModes.find((known) => known === text)
  if (mode === undefined) {
    throw new PlinthError('E_URL', `${from} has the unknown sslmode "${text}"`, {
      hint: `One of: ${sslModes.join(', ')}.`,
    })
  }
  if (!usesSystem || mode === 'verify-full') return mode
  throw new PlinthError('E_URL', `sslrootcert=system does not go with sslmode=${mode}`, {
    detail: `settings from ${from}`,
    hint: 'Leave sslmode out, or say sslmode=verify-full.',
  })
}

function defaultHost(): string {
  return existsSync('/var/run/postgresql/.s.PGSQL.5432') ? '/var/run/postgresql' : 'localhost'
}

async function readCertificates(
  setting: (name: string, variable: string) => string | undefined,
  from: string,
): Promise<ConnectionSettings['ssl']> {
  const ca = setting('sslrootcert', 'PGSSLROOTCERT')
  const cert = setting('sslcert', 'PGSSLCERT')
  const key = setting('sslkey', 'PGSSLKEY')
  if ((cert === undefined) !== (key === undefined)) {
    const [given, missing] = cert ? ['sslcert', 'sslkey'] : ['sslkey', 'sslcert']
    throw new PlinthError('E_URL', `${given} is set without ${missing}`, {
      detail: `settings from ${from}`,
      hint: `A client certificate and its key go together: set ${missing} (${missing === 'sslkey' ? 'PGSSLKEY' : 'PGSSLCERT'}) too.`,
    })
  }
  const ssl = {
    ...(ca && ca !== 'system' ? { ca: await readPem(ca, from) } : {}),
    ...(cert ? { cert: await readPem(cert, from) } : {}),
    ...(key ? { key: await readPem(key, from) } : {}),
  }
  if (ssl.ca !== undefined) tryContext({ cert: ssl.ca }, `the authority ${ca}`, from)
  if (ssl.cert !== undefined) tryContext({ cert: ssl.cert }, `the certificate ${cert}`, from)
  if (ssl.key !== undefined) tryContext({ key: ssl.key }, `the key ${key}`, from)
  if (ssl.cert !== undefined) tryContext(ssl, `the certificate ${cert} with the key ${key}`, from)
  return ssl
}

/** A file that is none would break the handshake far from here, and one with authorities would be passed over in silence. */
function tryContext(parts: ConnectionSettings['ssl'], what: string, from: string): void {
  try {
    createSecureContext(parts)
  } catch (cause) {
    const { reason, message } = cause as Error & { readonly reason?: string }
    throw new PlinthError('E_URL', `${what}, named by ${from}, cannot be used: ${reason ?? message}`, {
      hint: 'It must be a PEM file ("-----BEGIN …"), the key without a passphrase and of this certificate.',
      cause,
    })
  }
}

async function readPem(path: string, from: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new PlinthError('E_URL', `the certificate file ${path} named by ${from} cannot be read`, {
      hint: 'Correct the path, or its permissions.',
      cause,
    })
  }
}

/** libpq ignores a password file that others may read; so do we. */
async function readPasswordFile(
  connection: { host: string; port: number; user: string; database: string },
  named: string | undefined,
  world: World,
): Promise<string | undefined> {
  const path = named ?? join(world.home, '.pgpass')
  const facts = await stat(path).catch(() => undefined)
  if (!facts?.isFile() || (world.platform !== 'win32' && (facts.mode & 0o077) !== 0)) return undefined
  const host = connection.host.startsWith('/') ? 'localhost' : connection.host
  const wanted = [host, String(connection.port), connection.database, connection.user]
  for (const line of (await readFile(path, 'utf8')).split(/\r?\n/)) {
    const fields = splitPassLine(line)
    if (fields.length === 5 && wanted.every((value, i) => fields[i] === '*' || fields[i] === value))
      return fields[4]
  }
  return undefined
}

/** `host:port:database:user:password`, with `\:` and `\\` for the characters themselves. */
function splitPassLine(line: string): readonly string[] {
  if (line.startsWith('#')) return []
  const fields = ['']
  for (const [token] of line.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (token === ':' && fields.length < 5) fields.push('')
    else fields[fields.length - 1] += token.length === 2 ? token.slice(1) : token
  }
  return fields
}

function refuseNul(settings: object, password: string | undefined): void {
  for (const value of [...Object.values(settings), password]) {
    if (typeof value === 'string' && value.includes('\0')) {
      throw new PlinthError('E_URL', 'a connection setting holds a NUL character')
    }
  }
}
