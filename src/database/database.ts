import type { IsSumOfFiles } from '../plan/applied.ts'
import type { ErrorCode } from '../errors.ts'
import type { Facts, IndexesFound, InitProgress, StepProgress } from '../plan/facts.ts'
import type { JournalEntry } from '../plan/journal.ts'
import type { Batches } from './batches.ts'
import type { ConcurrentBuild } from '../psql/concurrent-build.ts'
import type { AvailableExtension, Schema } from '../schema/schema.ts'

/** How a database is named to people: never with a password. */
export interface TargetName {
  readonly user: string
  readonly host: string
  readonly port: number
  readonly database: string
  /** Where the settings came from: `DATABASE_URL`, `--url`, `.env`, `PG*`, `plinth.config.ts`, `embedded`. */
  readonly from: string
}

/** Outcome of a text of statements. */
export interface StatementResult {
  /** The tag of the last one. */
  readonly command: string
  readonly count: number
}

export type Row = Readonly<Record<string, unknown>>

/** A COPY on its way. */
export interface Copying {
  /** Settles when no more of the data is taken: true when the server is sent all of it. Before that nothing else can be sent. Never rejects. */
  readonly sent: Promise<boolean>
  /** The server's verdict, or why the data failed. */
  readonly done: Promise<StatementResult>
}

/** How a transaction is committed. */
export interface CommitOptions {
  /** The id of the transaction, where it is known (null: it wrote nothing). Otherwise it is asked for, a round trip before. */
  readonly xid?: string | null
  /** SQL that gives a row when the transaction is committed, for the time after a crash, when its id may be that of another. */
  readonly evidence?: string | undefined
  /**
   * `now`: it survives a crash of the server when `commit` returns. `later`: it may be lost in the crash of a moment later, but never before what was
   * committed after it; {@link Session.flush}, or the next commit of the other kind, makes it durable.
   */
  readonly durable?: 'now' | 'later'
}

/**
 * One connection to one database. It never reconnects: once the connection is lost, every call rejects with
 * `E_CONNECTION_LOST`. Errors of the server arrive as `E_SQL` (or a more specific code) with the SQLSTATE.
 */
export interface Session {
  readonly target: TargetName
  /** As `server_version_num`: 180004 for 18.4. */
  readonly serverVersion: number
  /** As `server_version`, with what packagers add: `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly serverVersionName: string
  /** The same without that, for people. */
  readonly serverVersionText: string
  /** Process id of the server's backend; through a pooler, of that of the last transaction that was begun. */
  readonly backendPid: number
  /** A pooler stands between, in whatever mode: from one transaction to the next the backend may be another. */
  readonly isPooled: boolean
  readonly lost: boolean
  /** What was read with the first message of the session, where it was asked for: once, for it grows old. */
  takeFirstLook(): Row | undefined
  /** One statement with parameters ($1, $2, …), or several without; the rows of the last one, and how many it returned or touched. */
  query<T extends Row = Row>(
    text: string,
    parameters?: readonly (string | number | boolean | null | readonly string[])[],
  ): Promise<readonly T[] & { readonly count: number }>
  /** One statement or several without parameters, by the simple protocol; rows are dropped. May be called again before it settled: calls are pipelined in order. */
  run(text: string): Promise<StatementResult>
  /** A `COPY … FROM STDIN` with its data, begun: what is called next is sent behind it, once the data was. */
  startCopy(statement: string, data: AsyncIterable<Uint8Array>): Copying
  /** The same, waited for. */
  copyIn(statement: string, data: AsyncIterable<Uint8Array>): Promise<StatementResult>
  /** Begins a transaction, with the settings that our work needs, and runs `sql` in the same message. */
  begin(sql?: string): Promise<void>
  /**
   * Commits, and proves it: an acknowledgement that was lost on the way is looked up on a new connection, where it is made durable too.
   * Throws `E_COMMIT_UNKNOWN` when even that is not possible, `E_SQL` when the server rolled back instead.
   */
  commit(options?: CommitOptions): Promise<'durable' | 'durable later'>
  /** Makes durable what was committed to become so later. Also when the run was interrupted. */
  flush(): Promise<void>
  /** Rolls back; says nothing when the connection is gone, for then the server has done so. */
  rollback(): Promise<void>
  /**
   * Before statements outside of a transaction: sets for the session what {@link begin} sets for a transaction. A session without a pooler has it
   * from the start; through one it is for whoever comes next on that server connection, until {@link reset}.
   */
  prepareOutside(): Promise<void>
  /**
   * Sets role, search_path and all settings of the session back to how it began, and drops its temporary tables, cursors and LISTENs: a script may
   * have left them. Where that fails the session is lost, but `with the transaction`, the open one, whose end settles it either way; advisory locks
   * of the session are released with it too.
   */
  reset(when?: 'now' | 'with the transaction'): Promise<void>
  close(): Promise<void>
}

/** `object`: types, roles and settings. */
export type NameKind = 'relation' | 'column' | 'function' | 'object'

/** What the server is at with a statement that takes long. */
export interface Work {
  /** In words; undefined when the server does not tell. */
  readonly phase: string | undefined
  /** Of `total`; blocks or rows. */
  readonly done: number | undefined
  readonly total: number | undefined
  /** The sessions that hold locks it waits for, for people. */
  readonly blockers: readonly string[]
}

/** What the record of a step writes. */
export interface StepRecord {
  /** The heads that are recorded; undefined: whatever they are. */
  readonly from: readonly string[] | undefined
  /** The heads behind the step. */
  readonly heads: readonly string[]
  readonly entries: readonly JournalEntry[]
  /** `step`: that a migration began and did not end is forgotten. */
  readonly forgets?: 'step' | undefined
}

/** What began without one transaction around it, and did not end. */
export interface Unfinished {
  readonly init: InitProgress | undefined
  readonly step: StepProgress | undefined
  /** The section of the step as it was run. */
  readonly text: string | undefined
}

/**
 * A mark that says how far a script came is moved, from what this run, or the one that it goes on from, left. Undefined: there is none.
 * `after` undefined: the script is done.
 */
export type MarkChange = InitMarkChange | StepMarkChange

interface InitMarkChange {
  readonly of: 'init'
  readonly before: InitProgress | undefined
  readonly after: InitProgress | undefined
}

interface StepMarkChange {
  readonly of: 'step'
  readonly before: StepProgress | undefined
  readonly after: StepProgress | undefined
  /** The heads that the migration goes on from, with its first mark. */
  readonly heads?: readonly string[] | undefined
  /** The section as it is run, where that is not recorded yet. */
  readonly text?: string | undefined
}

/** Indexes that a statement is about; the invalid ones may be what an attempt before it left. */
export interface IndexRemains extends IndexesFound {
  /** The invalid ones by id. */
  readonly found: ReadonlyMap<
    string,
    {
      /** As it is to be written. */
      readonly name: string
      /** Who may be making it right now, for people. */
      readonly builder: string | undefined
    }
  >
}

/** The savepoint that a new transaction has when {@link Database.openStep} opened it. */
export const startSavepoint = 'plinth_start'

/** How a step's transaction begins. */
export interface StepOpening {
  readonly runId: string
  /** `open`: it is there already, with the lock, and goes on with the next step. */
  readonly transaction: 'new' | 'open'
  /** Where the database must be; undefined: anywhere. */
  readonly heads: readonly string[] | undefined
  /** `none`: only where no migration without a transaction began and did not end. */
  readonly unfinished: 'none' | 'any'
  /** No statement waits longer for a lock, unless the role or the database says otherwise; milliseconds, 0: for ever, undefined: as it is. */
  readonly lockWaitMs: number | undefined
}

/** `locked`: another run holds the lock. `moved`: the heads are not those that were given. Either way the transaction is to be rolled back. */
export type Opening = 'open' | 'locked' | 'moved'

/** What {@link Database.readSchema} reads, and how. */
export interface ReadSchemaOptions {
  /** Names of schemas that are not part of it; the tracking never is. */
  readonly leaveOut?: readonly string[]
  /** `own`: it sees one moment. `open`: there is one already, in which it sees what was done so far; it goes on as it was. */
  readonly transaction?: 'own' | 'open'
}

/** A table in which another tool keeps what it did. */
export interface ToolTable {
  readonly tool: string
  readonly schema: string
  readonly table: string
}

/** What a kind of database offers to the rest of Plinth, over a {@link Session}. */
export interface Database {
  /**
   * Everything the planners need to know, in as few round trips as it takes. Never writes. `isSum` is asked with the sum that the
   * first look of the session brought: the rows of what is applied are read only where the files have something else.
   */
  readFacts(session: Session, isSum?: IsSumOfFiles): Promise<Facts>
  /** What the catalogs say of the schema, without the tracking. Never writes, waits for nobody who changes rows, and needs no rights but to connect. */
  readSchema(session: Session, options?: ReadSchemaOptions): Promise<Schema>
  /** The schemas that belong to a provider of databases, and are nobody else's: `init` leaves them alone. */
  readProviderSchemas(session: Session): Promise<readonly string[]>
  /** The extensions that the server can make. */
  readAvailableExtensions(session: Session): Promise<readonly AvailableExtension[]>
  /** The tables in which other tools keep which of their migrations were applied, and what they have beside them. Never writes. */
  readTablesOfTools(session: Session): Promise<readonly ToolTable[]>
  /** The current heads only, sorted; undefined when the database is not tracked. */
  readHeads(session: Session): Promise<readonly string[] | undefined>
  /** The journal, oldest first. Empty when the database is not tracked. */
  readJournal(session: Session): Promise<readonly JournalEntry[]>
  /** Throws E_PRIVILEGE when the role may not write the tracking, or not make it where there is none. */
  refuseUnprivileged(session: Session): Promise<void>
  /**
   * Opens a transaction with the lock, marked as the run's, so that {@link writeRecord} can tell whether it still is. One message: what is called next may be
   * sent behind it, and does nothing unless the answer is `open`, as long as it refuses to run outside of a transaction. A new one ends with the savepoint
   * {@link startSavepoint}.
   */
  openStep(session: Session, opening: StepOpening): Promise<Opening>
  /** One attempt to take the lock until {@link releaseSessionLock}. */
  trySessionLock(session: Session): Promise<boolean>
  releaseSessionLock(session: Session): Promise<void>
  /** Who holds the lock, for people; undefined when nobody, or when the role may not see it. */
  lockHolder(session: Session): Promise<string | undefined>
  /** Names that exist, as they are to be written, for a suggestion. */
  readNames(session: Session, kind: NameKind): Promise<readonly string[]>
  /** What a backend is at, seen from another session; undefined when nothing is known. */
  readWork(session: Session, backendPid: number): Promise<Work | undefined>
  /** The text of a file as it was last applied or stamped; undefined when none was recorded. */
  readAppliedText(session: Session, revision: string): Promise<string | undefined>
  /** Checks deferred constraints, and undoes what of the settings that a script left is in the way of the record (role, search_path, …). */
  settleTransaction(session: Session): Promise<void>
  /** Makes the tracking schema and its tables where they are missing. */
  createTracking(session: Session, environment: string, toolVersion: string): Promise<void>
  /** What began without one transaction around it, and did not end. Nothing where the database is not tracked. */
  readUnfinished(session: Session): Promise<Unfinished>
  /**
   * Records how far a script came, as the last of the open transaction. Throws E_LOCK, and the transaction is to be rolled back, where the mark or the heads are not
   * what they are to be: another run went on.
   */
  writeMark(session: Session, change: MarkChange): Promise<void>
  /** The indexes that a statement is about: what of them is invalid, and may be what an earlier attempt left. */
  readIndexRemains(session: Session, build: ConcurrentBuild): Promise<IndexRemains>
  /** The backend that still runs a statement for the session of this application name, for people; undefined when there is none. */
  readOrphan(session: Session, applicationName: string): Promise<string | undefined>
  /** The application name of the session. */
  readSessionName(session: Session): Promise<string>
  /**
   * Writes the record of a step in its transaction, and gives what proves that this is committed. Throws `E_SCRIPT_TRANSACTION`, and has written nothing, when the
   * transaction is no longer the one that was marked with this run.
   */
  writeRecord(
    session: Session,
    runId: string,
    record: StepRecord,
  ): Promise<Required<Pick<CommitOptions, 'xid' | 'evidence'>>>
  readonly batches: Batches<Session>
  /** The DDL of the tracking as text, for an offline script. */
  renderTracking(environment: string, toolVersion: string): string
  /** SQL that tells the hooks of the open transaction which migration they are for: `plinth.revision` and `plinth.direction`, settings that are empty for a hook of the run. */
  renderAbout(about: { readonly revision: string; readonly direction: string } | undefined): string
  /** SQL that takes the lock of the open transaction, and fails when it is taken, the database is not at these heads, or (`none`) in the middle of a migration. */
  renderGuard(heads: readonly string[], unfinished: StepOpening['unfinished']): string
  /** {@link writeRecord} as text, for an offline script. */
  renderRecord(record: StepRecord): string
  /** Drops every user object, in the open transaction; returns how many schemas and objects went. */
  dropEverything(session: Session): Promise<number>
  /** Rows (estimated) and bytes of the database, for a warning before it is dropped. */
  readSize(session: Session): Promise<{
    readonly tables: number
    readonly rows: number
    readonly bytes: number
    readonly otherSessions: number
  }>
}

/** Codes with which opening a session may fail and be tried again by `--wait`. */
export const retriedCodes: readonly ErrorCode[] = ['E_CONNECT', 'E_NO_SUCH_DATABASE']
