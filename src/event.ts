/** What happens while a verb runs, told to the caller through `onEvent`. The command line renders these; a library user may log them. */
export type PlinthEvent =
  /** The database that is about to be read or changed. `database` never holds a password. */
  | { readonly kind: 'target'; readonly database: string; readonly from: string; readonly server: string }
  /** The embedded server: started or found, and the URL to connect to (its password included: it is a local throw-away). */
  | { readonly kind: 'embedded'; readonly started: boolean; readonly url: string; readonly version: string }
  /**
   * A shadow database was made: on the server that is configured for them, beside the project's, or `why` not there but on the embedded one. `limits`: what may be otherwise in it than in
   * the project's database, in words.
   */
  | {
      readonly kind: 'shadow'
      readonly database: string
      readonly where: 'shadow server' | 'same server' | 'embedded server'
      readonly why: string | undefined
      readonly server: string
      readonly limits: readonly string[]
    }
  | { readonly kind: 'state'; readonly state: string; readonly about: string }
  | { readonly kind: 'connect-retry'; readonly reason: string; readonly waitedMs: number }
  | { readonly kind: 'lock-wait'; readonly holder: string | undefined; readonly waitedMs: number }
  /** A transaction that failed for a reason of the moment, such as a lock, is tried again after the pause; `most` times in all. */
  | {
      readonly kind: 'retry'
      readonly reason: string
      readonly tries: number
      readonly most: number
      readonly pauseMs: number
    }
  /** A step begins. `total` counts the steps of the plan, `index` from 1. */
  | {
      readonly kind: 'step'
      readonly step: string
      readonly revision: string
      readonly message: string
      readonly index: number
      readonly total: number
      /** Statements of the init script that an earlier run, which stopped, has loaded already. */
      readonly loadedBefore: number | undefined
    }
  /** A statement of a script or migration was accepted by the server. `statements` counts from the start of the step. */
  | { readonly kind: 'statement'; readonly revision: string; readonly statements: number }
  /** How far an init script is read, at most five times a second: bytes on disk, of it and what it includes so far. */
  | {
      readonly kind: 'progress'
      readonly revision: string
      readonly statements: number
      readonly bytes: number
      readonly totalBytes: number
    }
  /** Batches of a TypeScript migration began, or another one of them was committed. */
  | {
      readonly kind: 'batches'
      readonly revision: string
      readonly name: string
      /** Of the table, in the batches that are done; `rowsBefore` of them in an earlier run. */
      readonly rows: number
      readonly rowsBefore: number
      /** As the planner estimates them, until the end. */
      readonly totalRows: number
      readonly state: 'running' | 'done'
    }
  /** What the server is doing with a statement that takes long, and which sessions it waits for. */
  | {
      readonly kind: 'work'
      readonly waitedMs: number
      readonly phase: string | undefined
      /** Of `total`, in blocks or rows. */
      readonly done: number | undefined
      readonly total: number | undefined
      readonly blockers: readonly string[]
    }
  /** A step and its record were committed. */
  | {
      readonly kind: 'applied'
      readonly step: string
      readonly revision: string
      /** Of a stamp: the heads that it was asked for; `revision` is the first of them, or `base`. */
      readonly targets?: readonly string[]
      readonly message: string
      readonly statements: number
      readonly durationMs: number
    }
  /** What a script says with `\echo` and `\qecho` (`output`) or `\warn` (`error`). */
  | { readonly kind: 'echo'; readonly to: 'output' | 'error'; readonly text: string }
  /** NOTICE, WARNING, … from the server. */
  | { readonly kind: 'notice'; readonly severity: string; readonly text: string }

export type OnEvent = (event: PlinthEvent) => void
