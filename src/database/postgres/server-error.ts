import { PlinthError, type ErrorCode, type ErrorParts } from '../../errors.ts'
import type { TargetName } from '../database.ts'
import type { ConnectionSettings } from './connection.ts'
import { handshakeError, TlsError } from './tls.ts'

/** The fields of a server's error message (PostgreSQL protocol, "Error and Notice Message Fields"). */
interface ServerFields {
  readonly message: string
  readonly code: string
  readonly detail?: string
  readonly hint?: string
  readonly stop: ServerStop
}

/** Where the server stopped, as it tells it: texts as they came, for looking up, not for a terminal. */
interface ServerStop {
  /** From 1, in characters of the text that was sent. */
  readonly position?: number | undefined
  /** What ran inside a function or a DO block, and the position in it. */
  readonly internalPosition?: number | undefined
  readonly internalQuery?: string | undefined
  /** The calls it was in, a line each, the outermost last. */
  readonly where?: string | undefined
}

/** A `PlinthError` that still knows where the server stopped. */
export class ServerError extends PlinthError implements ServerStop {
  readonly position: number | undefined
  readonly internalPosition: number | undefined
  readonly internalQuery: string | undefined
  readonly where: string | undefined

  constructor(code: ErrorCode, message: string, parts: ErrorParts & ServerStop) {
    super(code, message, parts)
    this.position = parts.position
    this.internalPosition = parts.internalPosition
    this.internalQuery = parts.internalQuery
    this.where = parts.where
  }
}

/** True for SQLSTATEs of a server that is starting, stopping or full: worth another try. */
const connectStates: Readonly<Record<string, ErrorCode>> = {
  '28P01': 'E_LOGIN',
  '28000': 'E_LOGIN',
  '3D000': 'E_NO_SUCH_DATABASE',
  '57P03': 'E_CONNECT',
  '53300': 'E_CONNECT',
  '42501': 'E_LOGIN',
  '08P01': 'E_CONNECT',
}

const lostCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'EPROTO',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/** What a failed connection was to be made with, as far as it is known. */
type Tried = TargetName & Partial<Pick<ConnectionSettings, 'password' | 'ssl' | 'sslMode'>>

/** True where a pooler refuses a connection for what it asks for, as PgBouncer does. */
function isRefusedSetting(error: unknown): boolean {
  return fieldsOf(error).message.startsWith('unsupported startup parameter')
}

/** True for a failure to connect that waiting does not mend. */
export function isLasting({ cause }: PlinthError): boolean {
  return cause instanceof TlsError || isRefusedSetting(cause)
}

/** What went wrong while connecting, in words. */
export function connectError(error: unknown, target: Tried): PlinthError {
  const { code, message } = fieldsOf(error)
  const place = `${target.host}:${target.port}`
  const detail = `settings from ${target.from}`
  const mapped = connectStates[code]
  if (mapped === 'E_LOGIN') return loginError(fieldsOf(error), target)
  const tls = code.startsWith('ERR_SSL_') ? handshakeError(error as Error, target) : error
  if (tls instanceof TlsError) {
    return new PlinthError('E_CONNECT', `cannot connect to ${place}: ${stripControls(tls.message)}`, {
      detail,
      hint: tls.hint,
      cause: tls,
    })
  }
  if (mapped === 'E_NO_SUCH_DATABASE') {
    return new PlinthError(
      'E_NO_SUCH_DATABASE',
      `the database "${target.database}" does not exist on ${place}`,
      {
        detail,
        sqlState: code,
        hint: `Correct the name in ${target.from}, or create the database and initialise it: plinth init --create-database`,
      },
    )
  }
  // A server that does not like the certificate says so and closes; the second may overtake the first.
  const perhaps = target.ssl?.cert ? '; perhaps it does not accept the certificate of sslcert' : ''
  const closed = `the server closed the connection${perhaps}`
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'the host name is not known',
    EAI_AGAIN: 'the host name cannot be looked up now',
    ENOENT: 'there is no such socket',
    CONNECT_TIMEOUT: 'the server did not answer in time',
    CONNECTION_CLOSED: closed,
    ECONNRESET: closed,
    EPIPE: closed,
    NOT_POSTGRES: 'what answers there is not a PostgreSQL server',
  }
  const reason = reasons[code] ?? message
  if (isRefusedSetting(error)) {
    return new PlinthError('E_CONNECT', `cannot connect to ${place}: ${reason}`, {
      detail,
      sqlState: code,
      cause: error,
      hint: 'The pooler takes no settings from its clients: remove options from the URL (PGOPTIONS), or have options added to its ignore_startup_parameters.',
    })
  }
  return new PlinthError('E_CONNECT', `cannot connect to ${place}: ${reason}`, {
    detail,
    ...(mapped ? { sqlState: code } : {}),
    cause: error,
    hint: 'Start the server or correct the settings; to wait for a server that is starting: plinth wait',
  })
}

function loginError({ code, message }: ServerFields, target: Tried): PlinthError {
  const rejected = lacksPassword(target) ? 'a password is needed, and none is set' : 'password rejected'
  const what = code === '28P01' ? rejected : message
  return new PlinthError(
    'E_LOGIN',
    `cannot log in to ${target.host}:${target.port}/${target.database} as "${target.user}": ${what}`,
    {
      detail: `settings from ${target.from}`,
      sqlState: code,
      hint: loginHint(code, message, target),
    },
  )
}

function lacksPassword(target: Tried): boolean {
  return 'password' in target && target.password === undefined
}

function loginHint(code: string, message: string, target: Tried): string {
  const { from, sslMode } = target
  if (code === '28P01' && lacksPassword(target))
    return `Put the password into ${from}, or set PGPASSWORD, PGPASSWORD_FILE or a line of ~/.pgpass.`
  if (code === '28P01') return `Correct the user or the password in ${from}.`
  if (code === '42501') return `Correct the database or the user in ${from}, or have CONNECT granted.`
  if (/client certificate/.test(message))
    return 'Name a certificate that the authority of the server signed, and its key: sslcert and sslkey (PGSSLCERT, PGSSLKEY).'
  if (/(Peer|Ident) authentication failed/.test(message))
    return `On this socket the server wants the user's name in the operating system: correct the user in ${from}, or connect by TCP to localhost.`
  if (!/pg_hba/.test(message)) return `Correct the user in ${from}.`
  const line = "have a line for it added to the server's pg_hba.conf"
  if (sslMode === 'disable' && /no encryption|SSL off/.test(message))
    return `Connect with TLS, sslmode=require in ${from}; or ${line}.`
  if (/SSL encryption|SSL on/.test(message))
    return `Connect without TLS, sslmode=disable in ${from}; or ${line}.`
  return `Correct the user or the database in ${from}, or ${line}.`
}

/** True for what a statement fails with because its connection is gone. */
export function isLoss(error: unknown): boolean {
  const { code } = fieldsOf(error)
  return lostCodes.has(code) || code === '57P01' || code === '57P02'
}

/** True where the server refused a statement, and the connection goes on. */
export function isStatementRefused(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR' && !isLoss(error)
}

/** What went wrong while a statement ran, in words. */
export function statementError(error: unknown, target: TargetName): PlinthError {
  if (error instanceof PlinthError) return error
  const fields = fieldsOf(error)
  const isServer = /^[0-9A-Z]{5}$/.test(fields.code)
  const code: ErrorCode = fields.code === '25006' ? 'E_NOT_PRIMARY' : isServer ? 'E_SQL' : 'E_INTERNAL'
  const detail = [fields.detail, contextOf(fields.stop)].filter(Boolean).join('\n')
  return new ServerError(code, fields.message, {
    ...(detail ? { detail } : {}),
    ...hintOf(fields, target),
    ...(isServer ? { sqlState: fields.code } : {}),
    ...fields.stop,
    cause: error,
  })
}

/** Lines of a context that are shown: a recursion that overflows the stack has thousands. */
const shownContextLines = 12
const shownContextUnits = 1000

function contextOf({ where }: ServerStop): string {
  const lines = stripControls(where ?? '').split('\n')
  const cut = lines.map((line) =>
    line.length > shownContextUnits ? `${line.slice(0, shownContextUnits)} …` : line,
  )
  const half = shownContextLines / 2
  if (lines.length <= shownContextLines) return cut.join('\n')
  return [...cut.slice(0, half), `… ${lines.length - 2 * half} more lines …`, ...cut.slice(-half)].join('\n')
}

function hintOf({ code, hint }: ServerFields, { from }: TargetName): { readonly hint?: string } {
  const hints: Readonly<Record<string, string>> = {
    '25006': `On a standby, connect to the primary: correct ${from}.`,
    '55P03':
      'Another session holds a lock on it for longer than lock_timeout allows. Run it again when it is quieter, or wait longer: PLINTH_STATEMENT_LOCK_TIMEOUT=30s (a lock_timeout of the role or the database comes first)',
  }
  const own = hint ?? hints[code]
  return own === undefined ? {} : { hint: own }
}

/** `lastWords`: the error with which the server closed the connection, where it told one. */
export function lostError(target: TargetName, lastWords?: object, cause?: unknown): PlinthError {
  const { host, port, database } = target
  const words = lastWords && fieldsOf(lastWords)
  const refuses = words !== undefined && /statement pooling mode/.test(words.message)
  return new PlinthError(
    'E_CONNECTION_LOST',
    `the connection to ${host}:${port}/${database} was lost${words ? `: ${words.message}` : ''}`,
    {
      ...(words ? { sqlState: words.code } : {}),
      hint: refuses
        ? `The pooler refuses transactions, and Plinth works in them: set its pool_mode = transaction (or session), or correct ${target.from} to the server itself.`
        : 'Nothing half-done is left: an open transaction is rolled back by the server. Run the command again.',
      cause,
    },
  )
}

/** The allow-list of fields that are taken from a driver error; never its query, parameters or input. */
function fieldsOf(error: unknown): ServerFields {
  const fields = (error ?? {}) as Record<string, unknown>
  const text = (key: string) => (typeof fields[key] === 'string' && fields[key] ? fields[key] : undefined)
  return {
    message: stripControls(text('message') ?? String(error)),
    code: text('code') ?? '',
    ...optional('detail', text('detail')),
    ...optional('hint', text('hint')),
    stop: {
      position: positionOf(text('position')),
      internalPosition: positionOf(text('internal_position')),
      internalQuery: text('internal_query'),
      where: text('where'),
    },
  }
}

function positionOf(text: string | undefined): number | undefined {
  const position = Number(text ?? Number.NaN)
  return Number.isSafeInteger(position) ? position : undefined
}

function optional(key: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [key]: stripControls(value) }
}

/** A server may send terminal escapes in names and messages; they must not reach a terminal. */
export function stripControls(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}
