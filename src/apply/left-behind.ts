import { PlinthError } from '../errors.ts'
import type { StepProgress } from '../plan/facts.ts'
import { revisionsOf, type Step } from '../plan/plan.ts'
import { waysByHand } from '../plan/unfinished.ts'
import { scriptName } from '../revision/script-id.ts'
import type { Ledger } from './ledger.ts'
import type { ScriptTransaction } from './step-script.ts'

/** SQLSTATE out_of_memory, "out of shared memory": the table of locks is full. */
export const outOfLocks = '53200'
const tooManyLocks =
  'The script makes more objects than one transaction can lock here: raise max_locks_per_transaction (1024 is enough for most) and restart the server; or load it in parts: plinth init --no-transaction'

/** SQLSTATE unsafe_new_enum_value_usage: a value of a type was added in the same transaction. */
const newValue = '55P04'

function valueHint(step: Step, transaction: ScriptTransaction | 'together'): string {
  const why = 'A value that ALTER TYPE … ADD VALUE adds can be used only when it is committed.'
  if (step.kind === 'init')
    return `${why} Name it in the CREATE TYPE of the script; or put what uses it into a migration: plinth create "use the value"`
  const alone = transaction === 'together' ? ', and run without --single-transaction' : ''
  return `${why} Put that statement into a migration of its own, before this one${alone}: plinth create "add the value"`
}

/** The steps that were committed before an error. */
type Earlier = Pick<Ledger, 'applied' | 'unconfirmed' | 'isLasting'>

/** Says what a failed step left behind, and how to go on from there. */
export function withResult(
  error: unknown,
  step: Step,
  transaction: ScriptTransaction | 'together',
  earlierSteps: Earlier,
): unknown {
  if (!(error instanceof PlinthError)) return error
  const earlier = sentenceOf(earlierSteps)
  if (error.result !== undefined)
    return transaction === 'outside' ? error.with({ result: joined(error.result, earlier) }) : error
  const name = nameOf(step)
  if (transaction === 'in parts') {
    const known = error.code === 'E_CONNECTION_LOST' ? undefined : error.hint
    return error.with({
      result: 'What was loaded of the init script stays, and it is recorded how far it came.',
      hint: [known, 'To go on: plinth init --no-transaction'].filter(Boolean).join('\n'),
    })
  }
  if (error.code === 'E_COMMIT_UNKNOWN') {
    const either = `${name} was applied and recorded, or nothing of it was: it is not half-done.`
    return error.with({ result: [either, earlier].filter(Boolean).join(' ') })
  }
  if (transaction === 'outside') {
    if (!earlierSteps.isLasting) return error
    const stays = `${name} runs without a transaction: what it did before the error stays, and it is not recorded.`
    const again = 'Make the file so that it can be run again from its beginning, then: plinth migrate'
    const repair = `${again}\nOr finish it by hand, and record that: ${stampOf(step)}`
    // What is true of a lost transaction is not true here.
    const known = error.code === 'E_CONNECTION_LOST' ? undefined : error.hint
    return error.with({
      result: [stays, earlier].filter(Boolean).join(' '),
      hint: [known, repair].filter(Boolean).join('\n'),
    })
  }
  const withIt = transaction === 'together' ? ', and all that the run did before it' : ''
  return error.with({
    result: `${name} was rolled back${withIt}. ${earlier || 'Nothing was changed.'}`,
    ...(error.sqlState === outOfLocks && step.kind === 'init' ? { hint: tooManyLocks } : {}),
    ...(error.sqlState === newValue ? { hint: valueHint(step, transaction) } : {}),
    ...(error.code === 'E_INTERRUPTED' ? { hint: 'To go on, run the same command again.' } : {}),
  })
}

function nameOf(step: Step): string {
  if (step.kind === 'init') return 'The init script'
  if (step.kind === 'hook') return `The hook ${scriptName(step.revision)}`
  if (step.kind === 'repeat') return `The repeatable migration ${scriptName(step.revision)}`
  const [only, ...others] = revisionsOf(step)
  return only === undefined || others.length > 0 ? 'The stamp' : only
}

/** What to type so that a step counts as done. A stamp keeps the heads of other branches. */
function stampOf({ revision, from, to }: Step): string {
  const uncovered = to.filter((head) => !from.includes(head))
  if (uncovered.length > 0) return `plinth stamp ${uncovered.join(' ')}`
  return `plinth stamp ${to.length === 0 || revision === undefined ? 'base' : `${revision}@base`}`
}

/** Says how far a migration came that runs without a transaction, and how to go on from there. */
export function withReached(
  error: unknown,
  step: Step,
  reached: StepProgress | undefined,
  earlierSteps: Earlier,
): unknown {
  if (!(error instanceof PlinthError) || error.result !== undefined || !earlierSteps.isLasting) return error
  const name = step.revision ?? ''
  const result = [reachedText(name, reached), sentenceOf(earlierSteps)].filter(Boolean).join(' ')
  // What is true of a lost transaction is not true here.
  const known = error.code === 'E_CONNECTION_LOST' ? undefined : error.hint
  const mend = ['E_SQL', 'E_MIGRATION'].includes(error.code) ? 'Mend what failed, and run' : 'Run'
  const on = `${mend} the same command again: it goes on there.`
  return error.with({
    result,
    hint: [
      known,
      reached === undefined
        ? on.replace(': it goes on there', '')
        : [on, ...waysByHand(reached, step.from)].join('\n'),
    ]
      .filter(Boolean)
      .join('\n'),
  })
}

function reachedText(name: string, reached: StepProgress | undefined): string {
  if (reached === undefined) return `${name} runs without a transaction; nothing of it was done.`
  const { statements, total, where } = reached
  const done = `${statements} of ${total} statements of ${name} are done, and that is recorded.`
  return where === 'between statements'
    ? done
    : `${done} Statement ${statements + 1} refuses a transaction: what it did before it ended stays.`
}

/** Says which steps stay when a run ends between two of them, where "nothing was changed" is true of the wait only. */
export function withEarlier(error: unknown, earlierSteps: Earlier): unknown {
  const earlier = sentenceOf(earlierSteps)
  const isSilent =
    error instanceof PlinthError && (error.result ?? 'Nothing was changed.') === 'Nothing was changed.'
  return isSilent && earlier !== '' ? error.with({ result: earlier }) : error
}

function sentenceOf({ applied, unconfirmed }: Earlier): string {
  const stay =
    applied.length > 0
      ? `${stepsText(applied.length)} before it ${applied.length === 1 ? 'stays' : 'stay'} applied, up to ${applied.at(-1)?.revision ?? 'base'}.`
      : ''
  const open =
    unconfirmed > 0
      ? `${stepsText(unconfirmed)} ${applied.length > 0 ? 'behind these' : 'before it'} ${unconfirmed === 1 ? 'was' : 'were'} committed, but the server had not confirmed that ${unconfirmed === 1 ? 'it is' : 'they are'} on disk; to see what is recorded: plinth status`
      : ''
  return [stay, open].filter(Boolean).join(' ')
}

/** Batches say themselves what they left; that other steps stay is true beside it, but not beside "nothing". */
function joined(result: string, earlier: string): string {
  if (earlier === '') return result
  return result === 'Nothing was changed.' ? earlier : `${result} ${earlier}`
}

function stepsText(count: number): string {
  return `${count} step${count === 1 ? '' : 's'}`
}
