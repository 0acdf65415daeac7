/**
 * How a revision came to be recorded. `adopted verified`: the schema had the fingerprint that the lock file has for the revision;
 * `adopted by name`: there was none to compare with, and the kinds and names of the objects agreed; `adopted unverified`: nothing was compared. `repaired`: an edit of its file was accepted.
 * `repeated`: a repeatable migration was run.
 */
export type How =
  | 'executed'
  | 'init'
  | 'adopted verified'
  | 'adopted by name'
  | 'adopted unverified'
  | 'stamped'
  | 'imported'
  | 'repaired'
  | 'repeated'

/** One row of the append-only journal. */
export interface JournalEntry {
  /** Number of the row; undefined before it is written. */
  readonly id?: number
  readonly runId: string
  readonly revision: string
  readonly message: string
  readonly direction: 'upgrade' | 'downgrade' | 'stamp'
  readonly how: How
  readonly checksum: string | null
  readonly normalChecksum: string | null
  /** The text of the file as it was applied; null for the init script's own text and for stamps. */
  readonly text: string | null
  /** Of the schema that was found when it was adopted; null: none was read. */
  readonly fingerprint: string | null
  readonly statements: number
  readonly total: number
  /** RFC 3339, UTC. */
  readonly started: string
  readonly finished: string | null
  readonly by: string
  readonly toolVersion: string
}
