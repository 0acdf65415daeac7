/**
 * The library: every verb of the command line as a function. Nothing is printed, the process is never ended; what happens
 * meanwhile arrives at `onEvent`.
 */
import { branches, type BranchPoint } from './commands/branches.ts'
import { check, type CheckOptions, type CheckResult } from './commands/check.ts'
import { autogenerate, type AutogenerateOptions, type AutogenerateResult } from './commands/autogenerate.ts'
import { create, type CreateOptions, type CreateResult } from './commands/create.ts'
import { downgrade, type DowngradeOptions, type DowngradeWarning } from './commands/downgrade.ts'
import { fromDatabase, type FromDatabaseOptions, type FromDatabaseResult } from './commands/from-database.ts'
import { heads } from './commands/heads.ts'
import { history, recorded, type HistoryLine } from './commands/history.ts'
import { init, type InitOptions, type InitResult } from './commands/init.ts'
import { merge, type MergeOptions } from './commands/merge.ts'
import {
  previewReset,
  reset,
  type ResetOptions,
  type ResetResult,
  type ResetWarning,
} from './commands/reset.ts'
import { repair, type RepairOptions } from './commands/repair.ts'
import { server, type ServerResult } from './commands/server.ts'
import { show } from './commands/show.ts'
import { stamp, type StampOptions, type StampResult } from './commands/stamp.ts'
import { status, type RevisionLine, type StatusResult } from './commands/status.ts'
import type { UnfinishedStep } from './commands/unfinished-step.ts'
import { template, templates, type TemplateLine, type TemplateResult } from './commands/template.ts'
import { upgrade, type UpgradeOptions, type UpgradeResult } from './commands/upgrade.ts'
import { validate, type ValidateResult } from './commands/validate.ts'
import { verify, type VerifyOptions, type VerifyResult } from './commands/verify.ts'
import { wait, type WaitResult } from './commands/wait.ts'
import type { ConfigWishes } from './config/config.ts'
import type { OnEvent } from './event.ts'
import { checkedOptions } from './library-options.ts'
import type { Migration } from './migrations/migration.ts'
import type { JournalEntry } from './plan/journal.ts'
import type { Surroundings } from './project.ts'
import { version } from './version.ts'
import { realWorld } from './world.ts'

export {
  PlinthError,
  errorCodes,
  exitCodeOf,
  type ErrorCode,
  type ErrorParts,
  type SourcePlace,
} from './errors.ts'
export type { OnEvent, PlinthEvent } from './event.ts'
export type { Change, Mode, TitledPlan } from './change.ts'
export type { BatchesResult, BatchOptions, EachBatch } from './apply/batch-options.ts'
export type { KeyRange } from './apply/key-range.ts'
export type { Identifier, Parameter, Query, Rows, Transaction } from './apply/transaction-handle.ts'
export type { AppliedStep } from './apply/ledger.ts'
export type { ConfigWishes } from './config/config.ts'
export type { ConfigFile } from './config/check-config.ts'
export type { AppliedRevision } from './plan/applied.ts'
export type { BatchesBegun, ForeignTool, ObjectName } from './plan/facts.ts'
export type { JournalEntry } from './plan/journal.ts'
export type { Plan, Step } from './plan/plan.ts'
export type { SchemaProof } from './plan/proof.ts'
export type { DatabaseState } from './plan/state.ts'
export type { Migration } from './migrations/migration.ts'
export type { Finding } from './commands/validate.ts'
export { version }
export type {
  AutogenerateOptions,
  AutogenerateResult,
  BranchPoint,
  CheckOptions,
  CheckResult,
  CreateOptions,
  CreateResult,
  DowngradeOptions,
  DowngradeWarning,
  FromDatabaseOptions,
  FromDatabaseResult,
  HistoryLine,
  InitOptions,
  InitResult,
  MergeOptions,
  RepairOptions,
  ResetOptions,
  ResetResult,
  ResetWarning,
  RevisionLine,
  ServerResult,
  StampOptions,
  StampResult,
  StatusResult,
  UnfinishedStep,
  TemplateLine,
  TemplateResult,
  UpgradeOptions,
  UpgradeResult,
  ValidateResult,
  VerifyOptions,
  VerifyResult,
  WaitResult,
}

/** Options of {@link plinth}: the settings of the configuration, and where the project is. All are optional. */
export interface PlinthOptions extends ConfigWishes {
  /** Folder of the project; default: the working directory of the process. */
  readonly cwd?: string | undefined
  readonly onEvent?: OnEvent | undefined
  /** Aborting cancels the running statement, rolls back, and rejects with E_INTERRUPTED. */
  readonly signal?: AbortSignal | undefined
}

/** The verbs of one project. Every one rejects with a `PlinthError`. */
export interface Plinth {
  init(options?: InitOptions): Promise<InitResult>
  upgrade(options?: UpgradeOptions): Promise<UpgradeResult>
  downgrade(options: DowngradeOptions): Promise<UpgradeResult>
  stamp(options: StampOptions): Promise<StampResult>
  /** Accepts edits of applied migrations: records their files as they are now. */
  repair(options?: RepairOptions): Promise<UpgradeResult>
  create(options: CreateOptions): Promise<CreateResult>
  /** Writes the migration that makes what the model wants of what the migrations make; undefined where they are the same. */
  autogenerate(options: AutogenerateOptions): Promise<AutogenerateResult | undefined>
  /** Writes an init script with its baseline, or a model, of what a database is. */
  fromDatabase(options?: FromDatabaseOptions): Promise<FromDatabaseResult>
  status(): Promise<StatusResult>
  check(options?: CheckOptions): Promise<CheckResult>
  /** Revisions of the files, newest first. */
  history(options?: { readonly range?: string; readonly marks?: 'current' }): Promise<readonly HistoryLine[]>
  /** Steps recorded in the database, oldest first. */
  recorded(): Promise<readonly JournalEntry[]>
  heads(): Promise<readonly RevisionLine[]>
  /** Where the history parts, the newest first. */
  branches(): Promise<readonly BranchPoint[]>
  /** Writes a migration that joins revisions, by default all heads; undefined when there is nothing to join. */
  merge(options?: MergeOptions): Promise<CreateResult | undefined>
  show(options: { readonly revision: string }): Promise<Migration>
  /** The templates of `create`: those of the project, then those that Plinth brings. */
  templates(): Promise<readonly TemplateLine[]>
  /** One template, with examples for its values. */
  template(options: { readonly name: string }): Promise<TemplateResult>
  validate(): Promise<ValidateResult>
  /** Whether init script, migrations, plinth.lock and the database say the same. */
  verify(options?: VerifyOptions): Promise<VerifyResult>
  reset(options: ResetOptions): Promise<ResetResult>
  /** What `reset` would delete. */
  previewReset(): Promise<ResetWarning>
  wait(): Promise<WaitResult>
  server(options: { readonly action: 'start' | 'stop' | 'status' }): Promise<ServerResult>
}

/** The verbs, bound to a project. Throws E_USAGE for options that it does not have. Opens nothing by itself: each call connects, works, and disconnects. */
export function plinth(options: PlinthOptions = {}): Plinth {
  const { cwd, onEvent, signal, ...wishes } = checkedOptions('plinth', options)
  const at: Surroundings = {
    world: realWorld(cwd),
    wishes,
    onEvent: onEvent ?? (() => {}),
    signal,
    toolVersion: version,
  }
  return {
    init: async (o) => init(at, checkedOptions('init', o)),
    upgrade: async (o) => upgrade(at, checkedOptions('upgrade', o)),
    downgrade: async (o) => downgrade(at, checkedOptions('downgrade', o)),
    stamp: async (o) => stamp(at, checkedOptions('stamp', o)),
    repair: async (o) => repair(at, checkedOptions('repair', o ?? {})),
    create: async (o) => create(at, checkedOptions('create', o)),
    autogenerate: async (o) => autogenerate(at, checkedOptions('autogenerate', o)),
    fromDatabase: async (o) => fromDatabase(at, checkedOptions('fromDatabase', o ?? {})),
    status: () => status(at),
    check: async (o) => check(at, checkedOptions('check', o ?? {})),
    history: async (o) => history(at, checkedOptions('history', o)),
    recorded: () => recorded(at),
    heads: () => heads(at),
    branches: () => branches(at),
    merge: async (o) => merge(at, checkedOptions('merge', o ?? {})),
    show: async (o) => show(at, checkedOptions('show', o)),
    templates: () => templates(at),
    template: async (o) => template(at, checkedOptions('template', o)),
    validate: () => validate(at),
    verify: async (o) => verify(at, checkedOptions('verify', o ?? {})),
    reset: async (o) => reset(at, checkedOptions('reset', o)),
    previewReset: () => previewReset(at),
    wait: () => wait(at),
    server: async (o) => server(at, checkedOptions('server', o)),
  }
}
