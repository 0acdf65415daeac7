import { PlinthError } from '../errors.ts'
import { downgradeOf } from '../migrations/downgrade-of.ts'
import type { Migration, MigrationSection } from '../migrations/migration.ts'
import type { Step } from '../plan/plan.ts'
import type { ScriptItem } from '../psql/item.ts'
import type { RevisionId } from '../revision/revision.ts'
import { withoutLargeObjectBlocks } from '../psql/large-object-blocks.ts'
import { isPlainScript } from '../psql/plain-script.ts'
import { readScript, readStretches, type Stretch } from '../psql/read-script.ts'
import { readText } from '../psql/read-text.ts'
import {
  readInitScript,
  type InitScriptOptions,
  type InitScriptReading,
} from '../scripts/read-init-script.ts'

/** Bytes of UTF-8 that a character of a string takes at most. */
const longestCharacter = 3

/** A step that runs something. */
export type RunningStep = Exclude<Step, { kind: 'stamp' | 'repair' }>

export function runsSomething(step: Step): step is RunningStep {
  return step.kind !== 'stamp' && step.kind !== 'repair'
}

/** A step, and the hooks that run in its transaction, in order. */
export function partsOf(step: RunningStep): readonly RunningStep[] {
  if (step.kind !== 'upgrade' && step.kind !== 'downgrade') return [step]
  const hook = (revision: RevisionId | undefined): readonly RunningStep[] =>
    revision === undefined ? [] : [{ kind: 'hook', revision, about: undefined, from: step.from, to: step.to }]
  return [...hook(step.before), step, ...hook(step.after)]
}

/** The section of a migration that a step runs. */
export function directionOf({ kind }: Pick<Step, 'kind'>): 'upgrade' | 'downgrade' {
  return kind === 'downgrade' ? 'downgrade' : 'upgrade'
}

/** A step that runs something of the user's in a database that is in use. */
export function isMove({ kind }: Pick<Step, 'kind'>): boolean {
  return kind === 'upgrade' || kind === 'downgrade' || kind === 'repeat' || kind === 'hook'
}

/** `inside`: in one transaction with its record. `in parts`: in several. `outside`: each statement alone. */
export type ScriptTransaction = 'inside' | 'in parts' | 'outside'

/** Where a step's script stands, and how it runs. */
export interface StepScript {
  readonly file: string
  /** The line of the file on which it begins. */
  readonly line: number
  readonly transaction: ScriptTransaction
  /** An init script, and not a section of a migration. */
  readonly isInit: boolean
  /** Reads it anew. */
  readonly read: (hashing: InitScriptOptions['hashing']) => StepReading
  /** The SQL of a migration; undefined for an init script and for a module. */
  readonly section: Section | undefined
  /** All of its items, where they can be told without waiting: those of nearly every section of a migration. */
  readonly readAtOnce?: () => readonly ScriptItem[] | undefined
  /** As {@link isPlainSection}. */
  readonly isPlain?: () => boolean
}

/** A section of a migration in SQL. */
export interface Section {
  readonly sql: string
  /** Reads a text as if it stood where the section does: what it was when it was run. */
  readonly readAs: (sql: string) => AsyncIterable<ScriptItem>
}

/** A reading of a step's script. */
export interface StepReading {
  readonly stretches: AsyncIterable<Stretch>
  /** Of the file of an init script, with its includes. */
  readonly file: Pick<InitScriptReading, 'progress' | 'sha256'> | undefined
}

/** The files that steps run, and how init scripts are read. */
export interface StepFiles {
  readonly migrations: ReadonlyMap<string, Migration>
  readonly initScript: Omit<InitScriptOptions, 'hashing'>
}

/** The script of a step: the init script, or a section of a migration. Throws E_IRREVERSIBLE. */
export function scriptOfStep(step: RunningStep, files: StepFiles): StepScript {
  const migration = files.migrations.get(step.revision)
  if (!migration)
    throw new PlinthError('E_INTERNAL', `no migration for the revision ${step.revision} of the plan`)
  const { init, path } = migration
  if (init !== undefined && step.kind !== 'downgrade')
    return {
      file: init,
      line: 1,
      isInit: true,
      section: undefined,
      transaction: step.kind === 'init' && step.transaction === 'in parts' ? 'in parts' : 'inside',
      read: (hashing) => {
        const reading = readInitScript(init, { ...files.initScript, ...(hashing ? { hashing } : {}) })
        return { stretches: withoutLargeObjectBlocks(reading.stretches), file: reading }
      },
    }
  if (migration.kind === 'module') return moduleScript(step, migration)
  const { sql, line, transactional } = step.kind === 'downgrade' ? downgradeOf(migration) : migration.upgrade
  const section = readableSection(path, { sql, line }, files.initScript.maxStatementBytes)
  const reading = { file: path, firstLine: line, maxStatementBytes: files.initScript.maxStatementBytes }
  return {
    file: path,
    line,
    isInit: false,
    transaction: transactional ? 'inside' : 'outside',
    section,
    read: () => ({ stretches: readStretches(sectionChunks(sql), reading), file: undefined }),
    readAtOnce: () => readText(sql, reading),
    isPlain: () => isPlainSection({ sql }, reading),
  }
}

/** True: it has statements, none of which may be refused or fail to be read. False says nothing. */
export function isPlainSection(
  { sql }: Pick<MigrationSection, 'sql'>,
  { maxStatementBytes }: Pick<InitScriptOptions, 'maxStatementBytes'>,
): boolean {
  return sql.length * longestCharacter <= maxStatementBytes && isPlainScript(sql)
}

/** Hands over the items of a script that is only read; without waiting where they can be told at once. */
export async function readItems(script: StepScript, take: (item: ScriptItem) => void): Promise<void> {
  const items = script.readAtOnce?.()
  if (items !== undefined) return items.forEach(take)
  for await (const stretch of script.read('none').stretches) stretch.forEach(take)
}

/** A section of a migration in SQL, which begins on this line of its file. */
export function readableSection(
  file: string,
  { sql, line }: Pick<MigrationSection, 'sql' | 'line'>,
  maxStatementBytes: number,
): Section {
  const readAs = (text: string) =>
    readScript(sectionChunks(text), { file, firstLine: line, maxStatementBytes })
  return { sql, readAs }
}

/** A stamp or a repair runs nothing: its record is all that it is. */
export function transactionOf(step: Step, files: StepFiles): ScriptTransaction {
  return runsSomething(step) ? scriptOfStep(step, files).transaction : 'inside'
}

/** A module has no statements to read: it is loaded instead, which shows what is wrong with it as well. */
function moduleScript(step: RunningStep, migration: Migration): StepScript {
  const direction = directionOf(step)
  if (direction === 'downgrade') downgradeOf(migration)
  const next = async () => {
    await (await import('../migrations/load-module.ts')).loadModule(migration, direction)
    return { done: true as const, value: undefined }
  }
  return {
    file: migration.path,
    line: 1,
    transaction: migration.upgrade.transactional ? 'inside' : 'outside',
    isInit: false,
    section: undefined,
    read: () => ({ stretches: { [Symbol.asyncIterator]: () => ({ next }) }, file: undefined }),
  }
}

async function* sectionChunks(sql: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(sql)
}
