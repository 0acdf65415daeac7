import { PlinthError } from '../errors.ts'
import type { StepProgress } from './facts.ts'
import type { Plan } from './plan.ts'
import type { DatabaseState } from './state.ts'

/** The migration without a transaction that began in a database and did not end. */
export function stepOf(state: DatabaseState): StepProgress | undefined {
  return state.kind === 'initialised' || state.kind === 'ahead' ? state.step : undefined
}

/** A plan, unless a migration stopped half-way and the plan does not begin with going on with it. Throws E_UNFINISHED. */
export function refuseOthers(state: DatabaseState, plan: Plan): Plan {
  const progress = stepOf(state)
  if (progress === undefined) return plan
  const [first] = plan.steps
  if (first?.kind === progress.direction && first.revision === progress.revision) return plan
  throw refuseUnfinishedStep(progress, plan.from)
}

/** The command that goes on with it. */
export function wayOn({ revision, direction }: Pick<StepProgress, 'revision' | 'direction'>): string {
  return direction === 'upgrade' ? `plinth migrate ${revision}` : 'plinth downgrade -1'
}

/** Nothing else can be done with a database in the middle of a migration: both ways out of it are named. */
function refuseUnfinishedStep(progress: StepProgress, heads: readonly string[]): PlinthError {
  const { direction } = progress
  return new PlinthError('E_UNFINISHED', `the ${direction} ${unfinishedText(progress)}`, {
    detail: 'It runs without a transaction: what it did before stays. Perhaps it is running right now.',
    hint: [`Go on with it: ${wayOn(progress)}`, ...waysByHand(progress, heads)].join('\n'),
    result: 'Nothing was changed.',
  })
}

/** A script would begin at the beginning of a migration of which a part is done. Throws E_UNFINISHED. */
export function refuseScript(state: DatabaseState, plan: Plan): void {
  const progress = stepOf(state)
  if (progress === undefined || plan.verb === 'stamp') return
  throw new PlinthError('E_UNFINISHED', `the ${progress.direction} ${unfinishedText(progress)}`, {
    detail: 'A script would begin it anew.',
    hint: ['Go on with it without --sql.', ...waysByHand(progress, plan.from)].join('\n'),
    result: 'Nothing was changed.',
  })
}

/** The ways on from a migration that stopped half-way, but for going on with it. The other branches stay where they are. */
export function waysByHand(
  { revision, direction }: Pick<StepProgress, 'revision' | 'direction'>,
  heads: readonly string[],
): readonly string[] {
  const finish = `Or finish it by hand, and record that: plinth stamp ${revision}`
  const undo = `Or undo by hand what it did, and have it forgotten: plinth stamp ${heads.length === 0 ? 'base' : 'current'}`
  return direction === 'upgrade' ? [finish, undo] : [undo]
}

/** `cccc: 3 of 5 statements done, stopped at statement 4`, behind the word for its direction. */
export function unfinishedText({ revision, statements, total, where }: StepProgress): string {
  const at =
    statements < total
      ? `, stopped ${where === 'in a statement' ? 'in' : 'before'} statement ${statements + 1}`
      : ''
  return `${revision} is unfinished: ${statements} of ${total} statements done${at}`
}
