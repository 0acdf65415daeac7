import { rowsRead, type Applied, type AppliedRevision } from './applied.ts'
/** A user object as people name it: `table public.users`, `function public.touch`. */
export interface ObjectName {
  readonly kind: string
  readonly name: string
}

/** What a repeatable migration was when it was last run, and no downgrade has been since. */
export interface RepeatedScript {
  /** `repeatable:` and its name. */
  readonly name: string
  readonly normalChecksum: string
}

/** How far a script came that runs without one transaction around it. */
interface ScriptProgress {
  /** So many statements are done. */
  readonly statements: number
  /** `in a statement`: the next one refuses a transaction and was begun; whether it did its work is not known. */
  readonly where: 'between statements' | 'in a statement'
}

/** How far the init script was loaded without a transaction. */
export interface InitProgress extends ScriptProgress {
  /** SHA-256 over the texts of these statements, hex. */
  readonly hash: string
}

/** How far the batches of a migration came, that is not recorded yet. */
export interface BatchesBegun {
  readonly revision: string
  readonly direction: 'upgrade' | 'downgrade'
  /** The table, unless the migration calls them otherwise. */
  readonly name: string
  /** Rows and batches that are done. */
  readonly rows: number
  readonly batches: number
  readonly state: 'running' | 'done'
}

/** How far a migration came that runs without a transaction. The text that was run is kept beside it. */
export interface StepProgress extends ScriptProgress {
  readonly revision: string
  readonly direction: 'upgrade' | 'downgrade'
  /** So many statements the section had. */
  readonly total: number
  /** The run that wrote this. */
  readonly runId: string
  /** The application name of the session that runs the statements. */
  readonly session: string
  /** The indexes that the statement that was begun is about, as they were before it. */
  readonly before?: IndexesFound | undefined
}

/** What was found of the indexes that a statement makes or makes anew. */
export interface IndexesFound {
  /** Object ids of those that are invalid. */
  readonly invalid: readonly string[]
  /** Of the valid ones: that which the statement names, or all of the table where it names none. */
  readonly valid: readonly string[]
}

/** Our own tracking schema, as found. */
export type Tracking =
  /** An init without a transaction began and did not end. */
  | { readonly kind: 'unfinished'; readonly progress: InitProgress }
  | { readonly kind: 'none' }
  /** Somebody else's, or tampered with: why, in words. */
  | { readonly kind: 'untrusted'; readonly why: string }
  /** Ours, but empty or incomplete: why, in words. `applied`: what its journal, if it has one, says. */
  | { readonly kind: 'unusable'; readonly why: string; readonly applied?: readonly AppliedRevision[] }
  | {
      readonly kind: 'tracked'
      readonly heads: readonly string[]
      readonly applied: Applied
      readonly repeated: readonly RepeatedScript[]
      /** A migration without a transaction began and did not end. */
      readonly unfinished?: StepProgress | undefined
      readonly batches?: readonly BatchesBegun[]
      readonly environment: string
      readonly protected: boolean
    }

/** The rows that were read of what is applied; none where nothing is tracked. */
export function appliedIn({ tracking }: Pick<Facts, 'tracking'>): readonly AppliedRevision[] {
  return tracking.kind === 'tracked' ? rowsRead(tracking.applied) : []
}

/** Another migration tool's tracking table. */
export interface ForeignTool {
  readonly tool: string
  readonly table: string
  readonly revision: string | undefined
}

/** All that the planners know of a database. */
export interface Facts {
  readonly tracking: Tracking
  readonly foreign: readonly ForeignTool[]
  /** User objects, sorted; members of extensions and known provider objects are not among them. Not read when the database is tracked. */
  readonly objects: readonly ObjectName[]
  readonly ignored: {
    readonly extensions: readonly string[]
    readonly extensionObjects: number
    readonly providerSchemas: readonly string[]
  }
  readonly tables: number
  /** The server is a standby or read-only for us. */
  readonly readOnly: boolean
}
