import type { Database } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { Migration } from '../migrations/migration.ts'
import type { JournalEntry } from '../plan/journal.ts'
import { revisionsOf, titleOfStep, type CommitTime, type Plan, type Step } from '../plan/plan.ts'
import { openScript } from '../scripts/open-script.ts'
import { entriesOf } from './entries.ts'
import { recordOf } from './step-transaction.ts'
import {
  directionOf,
  partsOf,
  runsSomething,
  scriptOfStep,
  type RunningStep,
  type StepFiles,
} from './step-script.ts'

export interface OfflineContext extends StepFiles {
  readonly database: Pick<Database, 'renderTracking' | 'renderAbout' | 'renderGuard' | 'renderRecord'>
  readonly toolVersion: string
  readonly environment: string
  readonly now: Date
  readonly commit: CommitTime
}

/**
 * A plan as a script for psql, which also moves the tracking: one transaction a step, or one for all, as the executor does. Each transaction
 * begins with a look at where the database is, for the script may be run late, or twice. The first makes the tracking where there is none.
 */
export async function renderPlan(plan: Plan, context: OfflineContext): Promise<string> {
  const head = [
    '\\set ON_ERROR_STOP on',
    // As the session of a run has them: a role or a database may have set them otherwise.
    "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;",
  ]
  const tracking = context.database.renderTracking(context.environment, context.toolVersion)
  const together = context.commit === 'at the end'
  const steps: string[] = []
  for (const [i, step] of plan.steps.entries()) {
    const around = {
      tracking: i === 0 ? [tracking] : [],
      begins: !together || i === 0,
      ends: !together || i === plan.steps.length - 1,
    }
    steps.push(await renderStep(step, context, around))
  }
  return [...head, ...steps].join('\n\n') + '\n'
}

/** What stands around the script of a step. */
interface Around {
  readonly tracking: readonly string[]
  readonly begins: boolean
  readonly ends: boolean
}

async function renderStep(step: Step, context: OfflineContext, around: Around): Promise<string> {
  const migration = step.revision === undefined ? undefined : context.migrations.get(step.revision)
  const about = titleOfStep(step, context.migrations)
  const title = `-- ${step.kind} ${revisionsOf(step).join(', ') || 'base'}${about && `: ${about}`}`
  const section = step.kind === 'downgrade' ? migration?.downgrade : migration?.upgrade
  const script = await scriptWithHooks(step, context)
  const unfinished = step.kind === 'stamp' && step.forgets !== undefined ? 'any' : 'none'
  const begin = around.begins ? ['BEGIN;', context.database.renderGuard(step.from, unfinished)] : []
  const end = around.ends ? ['COMMIT;'] : []
  const { tracking } = around
  const record = [
    'RESET SESSION AUTHORIZATION;',
    'RESET ROLE;',
    'RESET search_path;',
    ...(step.kind === 'hook'
      ? []
      : [
          context.database.renderRecord({
            ...recordOf(step, await entries(step, context)),
            from: undefined,
          }),
        ]),
  ]
  const parts =
    section?.transactional === false
      ? [title, ...begin, ...end, script, ...begin, ...tracking, ...record, ...end]
      : [title, ...begin, ...tracking, script, ...record, ...end]
  return parts.filter(Boolean).join('\n')
}

async function scriptWithHooks(step: Step, { migrations, database }: OfflineContext): Promise<string> {
  if (!runsSomething(step)) return ''
  const parts = partsOf(step)
  const about = step.kind === 'hook' ? step.about : { revision: step.revision, direction: directionOf(step) }
  const texts = parts.length > 1 || step.kind === 'hook' ? [database.renderAbout(about)] : []
  for (const part of parts) texts.push(await scriptOf(part, migrations.get(part.revision)))
  return texts.filter(Boolean).join('\n')
}

async function scriptOf(step: RunningStep, migration: Migration | undefined): Promise<string> {
  const text = (await textOf(step, migration)).trimEnd()
  // The last statement of a file may lack its semicolon, or hide it before a comment.
  return text === '' || /(;|\\\.)$/.test(text) ? text : `${text}\n;`
}

async function textOf(step: RunningStep, migration: Migration | undefined): Promise<string> {
  if (migration === undefined) return ''
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
  const { stretches, file } = scriptOfStep(step, context).read('sha256')
  for await (const stretch of stretches) void stretch
  return file?.sha256()
}
