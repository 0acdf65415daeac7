/** The values of the columns of a key, as PostgreSQL writes them: no number, time or text loses anything. */
export type Key = readonly string[]

/** A column of the key that batches go along. */
export interface KeyColumn {
  readonly name: string
  /** Its type, quoted and with its schema. */
  readonly type: string
  /** Its collation, quoted and with its schema; null for a type that has none. */
  readonly collation: string | null
  /** The operators of its order, with their schema. */
  readonly less: string
  readonly lessOrEqual: string
  readonly equal: string
  readonly greater: string
}

/** A table, and the key that batches go along. */
export interface BatchTable {
  /** Quoted, with its schema. */
  readonly name: string
  readonly key: readonly KeyColumn[]
  /** An index begins with the columns of the key. */
  readonly isIndexed: boolean
}

/** A part of a table: above `after`, up to and with `to`. Undefined: from the first row. */
export interface KeyBounds {
  readonly after: Key | undefined
  readonly to: Key
}

/** How far the batches of a name came. */
export interface BatchProgress {
  readonly name: string
  /** Table, key, types and collations. Batches of other ones cannot go on from here. */
  readonly over: string
  /** The last key when they began; undefined for an empty table. */
  readonly last: Key | undefined
  /** All rows up to and with this one are done; undefined when none is. */
  readonly reached: Key | undefined
  /** Rows in the batches that are done. */
  readonly rows: number
  /** Batches that are done. */
  readonly batches: number
  readonly state: 'running' | 'done'
}

/** Whose progress it is. */
export interface BatchOwner {
  readonly revision: string
  readonly direction: 'upgrade' | 'downgrade'
}

/** What a kind of database offers, over its session, for a migration that goes through a table in batches. All but the first run in the open transaction. */
export interface Batches<Session> {
  /** The user began a transaction, and did not end it. */
  isInTransaction(session: Session): Promise<boolean>
  /** Throws E_MIGRATION when there is no such table or column, when a column has no order, or when one holds NULL. */
  describe(session: Session, table: readonly string[], key: readonly string[]): Promise<BatchTable>
  /** The last key of a table; undefined when it is empty. */
  readLast(session: Session, table: BatchTable): Promise<Key | undefined>
  /** Rows of the table, as the planner estimates them. */
  estimateRows(session: Session, table: BatchTable): Promise<number>
  /** The key up to which the next `size` rows go, and how many they are: rows of one key stay together. Undefined when none is left. */
  readNext(
    session: Session,
    table: BatchTable,
    part: KeyBounds & { readonly size: number },
  ): Promise<{ readonly to: Key; readonly rows: number } | undefined>
  /** A condition with `$1`, `$2`, … that holds for the rows of a part. `alias`: what the statement calls the table. */
  renderBounds(
    table: BatchTable,
    part: KeyBounds,
    alias: string | undefined,
  ): { readonly text: string; readonly parameters: readonly string[] }
  /** What was recorded; undefined when the database is not tracked yet. As the role that the session began with. */
  readProgress(session: Session, owner: BatchOwner): Promise<readonly BatchProgress[] | undefined>
  /** Takes away the progress of these revisions: they are recorded as applied, or not. */
  forget(session: Session, revisions: readonly string[]): Promise<void>
  /**
   * Checks what is checked at the end of a transaction, and records how far it came, as the role that the session began with. Throws
   * E_SCRIPT_TRANSACTION when the transaction is no longer the one that was marked with `runId`.
   */
  writeProgress(
    session: Session,
    runId: string,
    write: BatchOwner & { readonly progress: BatchProgress },
  ): Promise<void>
  /** The SQL that forgets how far the batches of a name came, for people to run. */
  renderForget(owner: BatchOwner, name: string): string
}
