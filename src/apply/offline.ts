import type { Database } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { Migration } from '../migrations/migration.ts'
import type { JournalEntry } from '../plan/journal.ts'
import type { Plan, Step } from '../plan/plan.ts'
import { titleOf } from '../revision/revision.ts'
import { openScript } from '../scripts/open-script.ts'
import { entriesOf } from './entries.ts'
import { recordOf } from './step-transaction.ts'
import { runsSomething, scriptOfStep, type RunningStep, type StepFiles } from './step-script.ts'

export interface OfflineContext extends StepFiles {
  readonly database: Pick<Database, 'renderTracking' | 'renderGuard' | 'renderRecord'>
  readonly toolVersion: string
  readonly environment: string
  readonly now: Date
}

/**
 * A plan as a script for psql, which also moves the tracking: one transaction a step, as the executor does. Each step begins with a look
 * at where the database is, for the script may be run late, or twice. The first makes the tracking where there is none.
 */
export async function renderPlan(plan: Plan, context: OfflineContext): Promise<string> {
  const head = [
    '\\set ON_ERROR_STOP on',
    // As the session of a run has them: a role or a database may have set them otherwise.
    "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;",
  ]
  const tracking = context.database.renderTracking(context.environment, context.toolVersion)
  const steps: string[] = []
  for (const step of plan.steps)
    steps.push(await renderStep(step, context, steps.length === 0 ? [tracking] : []))
  return [...head, ...steps].join('\n\n') + '\n'
}

async function renderStep(step: Step, context: OfflineContext, tracking: readonly string[]): Promise<string> {
  const migration = step.revision === undefined ? undefined : context.migrations.get(step.revision)
  const title = `-- ${step.kind} ${step.revision ?? 'base'}${migration ? `: ${titleOf(migration)}` : ''}`
  const section = step.kind === 'downgrade' ? migration?.downgrade : migration?.upgrade
  const script = await scriptOf(step, migration)
  const unfinished = step.kind === 'stamp' && step.forgets !== undefined ? 'any' : 'none'
  const begin = ['BEGIN;', context.database.renderGuard(step.from, unfinished)]
  const record = [
    'RESET SESSION AUTHORIZATION;',
    'RESET ROLE;',
    'RESET search_path;',
    context.database.renderRecord({
      ...recordOf(step, await entries(step, context)),
      from: undefined,
    }),
  ]
  const parts =
    section?.transactional === false
      ? [title, ...begin, 'COMMIT;', script, ...begin, ...tracking, ...record, 'COMMIT;']
      : [title, ...begin, ...tracking, script, ...record, 'COMMIT;']
  return parts.filter(Boolean).join('\n')
}

async function scriptOf(step: Step, migration: Migration | undefined): Promise<string> {
  const text = (await textOf(step, migration)).trimEnd()
  // The last statement of a file may lack its semicolon, or hide it before a comment.
  return text === '' || /(;|\\\.)$/.test(text) ? text : `${text}\n;`
}

async function textOf(step: Step, migration: Migration | undefined): Promise<string> {
  if (!runsSomething(step) || migration === undefined) return ''
  if (migration.kind === 'module') throw noScript(migration)
  if (step.kind === 'downgrade') return migration.downgrade?.sql ?? ''
  return migration.init === undefined ? migration.upgrade.sql : wholeText(migration.init)
}

function noScript({ path }: Migration): PlinthError {
  return new PlinthError('E_USAGE', `${path} is no SQL, so it cannot be written as a script`, {
    hint: 'Run it without --sql; or write a script up to the one before it: plinth migrate <revision> --sql',
  })
}

/** An init script as psql would read it: decompressed. */
async function wholeText(path: string): Promise<string> {
  const { chunks } = await openScript(path, { hashing: 'none' })
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true })
  return text + decoder.decode()
}

/** A stamp covers many files, whose texts would make the script long. */
async function entries(step: Step, context: OfflineContext): Promise<readonly JournalEntry[]> {
  const { toolVersion, now, migrations } = context
  const run = {
    runId: 'offline',
    initSum: step.kind === 'init' ? await sumOf(step, context) : undefined,
    statements: 0,
    total: 0,
    started: now.toISOString(),
    by: 'psql',
    toolVersion,
  }
  return entriesOf(step, migrations, run).map((entry) =>
    step.kind === 'stamp' ? { ...entry, text: null } : entry,
  )
}

/** Of an init script with all it includes, as a run records it: `check` compares the files with it. */
async function sumOf(step: RunningStep, context: OfflineContext): Promise<string | undefined> {
  const { items, file } = scriptOfStep(step, context).read('sha256')
  for await (const item of items) void item
  return file?.sha256()
}
