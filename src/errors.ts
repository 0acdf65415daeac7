/** The closed list of error codes. Each has its page in docs/errors.md and, through {@link exitCodeOf}, its exit code. */
export const errorCodes = {
  E_USAGE: { exit: 2, about: 'the command line is not understood' },
  E_CONFIG: { exit: 2, about: 'the configuration is not usable' },
  E_URL: { exit: 2, about: 'the connection settings are not usable' },
  E_NO_DATABASE_CONFIGURED: {
    exit: 2,
    about: 'no database is configured and the embedded one may not be used',
  },
  E_FILE: { exit: 2, about: 'a file of the project is missing or cannot be read' },
  E_PRIVILEGE: { exit: 2, about: 'the role may not do what is needed' },
  E_NOT_PRIMARY: { exit: 2, about: 'the server is read-only or a standby' },
  E_EMBEDDED: { exit: 3, about: 'the embedded PostgreSQL could not be started' },
  E_CONNECT: { exit: 3, about: 'the server cannot be reached' },
  E_LOGIN: { exit: 3, about: 'the server refused the login' },
  E_NO_SUCH_DATABASE: { exit: 3, about: 'the database does not exist' },
  E_CONNECTION_LOST: { exit: 3, about: 'the connection was lost while in use' },
  E_SQL: { exit: 4, about: 'PostgreSQL refused a statement' },
  E_SCRIPT: { exit: 4, about: 'the init script cannot be read as a psql script' },
  E_SCRIPT_TRANSACTION: { exit: 4, about: 'a script ended the transaction it runs in' },
  E_MIGRATION: { exit: 4, about: 'a TypeScript migration threw' },
  E_MODEL: { exit: 4, about: 'the model gives no schema: its command failed, or printed no SQL' },
  E_MIGRATION_FORMAT: { exit: 5, about: 'a migration file is not of the documented form' },
  E_GRAPH: { exit: 5, about: 'the revisions do not form a graph: cycle, duplicate or missing parent' },
  E_HEADS: { exit: 5, about: 'several heads where one is needed' },
  E_REVISION: { exit: 2, about: 'a target names no revision, or more than one' },
  E_EDITED: { exit: 5, about: 'a migration was edited after it was applied' },
  E_AHEAD: { exit: 5, about: 'the database is at a revision that these files do not have' },
  E_IRREVERSIBLE: { exit: 5, about: 'a migration on the way has no downgrade' },
  E_LOCK: { exit: 6, about: 'another run holds the lock' },
  E_UNFINISHED: { exit: 7, about: 'an init or a migration without a transaction began and did not end' },
  E_EXISTING: { exit: 7, about: 'the database has objects that do not match the init script' },
  E_PARTIAL: { exit: 7, about: 'the database holds only a part of what the init script makes' },
  E_FOREIGN: { exit: 7, about: 'another migration tool tracks this database' },
  E_AMBIGUOUS: { exit: 7, about: 'the tracking schema exists but cannot be trusted' },
  E_NOT_INITIALISED: { exit: 7, about: 'the database is not tracked yet' },
  E_CONFIRM: { exit: 7, about: 'a destructive command was not confirmed' },
  E_PROTECTED: { exit: 7, about: 'the database is protected' },
  E_SHADOW: { exit: 7, about: 'a shadow database cannot be made, or not be dropped' },
  E_PENDING: { exit: 1, about: 'migrations are pending' },
  E_DRIFT: { exit: 1, about: 'the schema is not what it should be' },
  E_UNSEEN: { exit: 7, about: 'a schema holds objects that cannot be compared' },
  E_INVALID: { exit: 1, about: 'the files are not sound' },
  E_SCHEMA_CYCLE: { exit: 1, about: 'objects of a schema need each other so that no order makes them' },
  E_COMMIT_UNKNOWN: { exit: 3, about: 'whether the transaction was committed cannot be found out' },
  E_INTERRUPTED: { exit: 130, about: 'the run was interrupted and rolled back' },
  E_INTERNAL: { exit: 2, about: 'a defect of Plinth itself' },
} as const

export type ErrorCode = keyof typeof errorCodes

/** A place in a user's file. `line` and `column` count from 1; `column` in characters. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The lines around the place, the failing one marked; for terminals. */
  readonly frame?: string
}

export interface ErrorParts {
  /** A fact beyond the message: lists, values, what happened to the database. May have several lines. */
  readonly detail?: string
  /** What to do, ending in the command to type. */
  readonly hint?: string
  readonly place?: SourcePlace
  /** PostgreSQL's five-character SQLSTATE, when a server said no. */
  readonly sqlState?: string
  /** What happened to the database: 'nothing was changed', 'rolled back; …'. */
  readonly result?: string
  readonly cause?: unknown
}

/** The one error class. Every failure a user can meet is one of these; anything else is a defect. */
export class PlinthError extends Error {
  override readonly name = 'PlinthError'
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly hint: string | undefined
  readonly place: SourcePlace | undefined
  readonly sqlState: string | undefined
  readonly result: string | undefined

  constructor(code: ErrorCode, message: string, parts: ErrorParts = {}) {
    super(redact(message))
    this.code = code
    this.detail = parts.detail === undefined ? undefined : redact(parts.detail)
    this.hint = parts.hint
    this.place = parts.place
    this.sqlState = parts.sqlState
    this.result = parts.result
    // The cause may hold a connection string, so it is kept out of inspection and JSON.
    Object.defineProperty(this, 'cause', { value: parts.cause, enumerable: false })
  }

  /** The same error with some parts replaced; used to add what the layer above knows. */
  with(parts: ErrorParts): PlinthError {
    const { code, detail, hint, place, sqlState, result, cause } = this
    const old = { detail, hint, place, sqlState, result, cause }
    return new PlinthError(code, this.message, { ...dropUndefined(old), ...parts })
  }
}

export function exitCodeOf(code: ErrorCode): number {
  return errorCodes[code].exit
}

/** Removes passwords from text: URLs with user information, and `password=` settings. */
export function redact(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]{0,31}:\/\/[^\s:/?#@]*):[^\s]*@/gi, '$1:***@')
    .replace(/((?:ssl)?password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&'"]+)/gi, '$1***')
}

function dropUndefined<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never
}

/** What the work gives, or the error of Plinth that it throws. */
export function attempt<T>(work: () => T): T | PlinthError {
  try {
    return work()
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  }
}
