import type { Fingerprint } from '../schema/fingerprint.ts'
import { titleOf, type Revision, type RevisionId } from '../revision/revision.ts'
import type { InitProgress } from './facts.ts'
import type { How } from './journal.ts'

/** One item of a plan, with the heads the database records before and after it. */
export type Step =
  /** Run the init script; the revision is the baseline. `in parts`: without the one transaction around it, from where an earlier run came. */
  | {
      readonly kind: 'init'
      readonly transaction: 'one' | 'in parts'
      readonly progress: InitProgress | undefined
      readonly revision: RevisionId
      readonly from: readonly RevisionId[]
      readonly to: readonly RevisionId[]
    }
  /** Run a migration, up or down. `before` and `after`: hooks that run in its transaction. */
  | {
      readonly kind: 'upgrade' | 'downgrade'
      readonly revision: RevisionId
      readonly before?: RevisionId | undefined
      readonly after?: RevisionId | undefined
      readonly from: readonly RevisionId[]
      readonly to: readonly RevisionId[]
    }
  /** Run a repeatable migration. It is recorded, and moves no heads. */
  | {
      readonly kind: 'repeat'
      readonly revision: RevisionId
      readonly from: readonly RevisionId[]
      readonly to: readonly RevisionId[]
    }
  /** Run a hook in a transaction of its own. Nothing is recorded. `about`: the migration that it runs before or after. */
  | {
      readonly kind: 'hook'
      readonly revision: RevisionId
      readonly about:
        { readonly revision: RevisionId; readonly direction: 'upgrade' | 'downgrade' } | undefined
      readonly from: readonly RevisionId[]
      readonly to: readonly RevisionId[]
    }
  /** Record the file of an applied revision as it is now. Runs nothing. */
  | {
      readonly kind: 'repair'
      readonly revision: RevisionId
      readonly from: readonly RevisionId[]
      readonly to: readonly RevisionId[]
    }
  /**
   * Record heads without running anything; `covers` are all revisions that count as applied by it, `leaves` those that no longer do.
   * `targets`: those of `to` that were asked for, and `revision` the first of them; none is base.
   */
  | {
      readonly kind: 'stamp'
      readonly revision: RevisionId | undefined
      readonly targets: readonly RevisionId[]
      readonly how: How
      readonly covers: readonly RevisionId[]
      readonly leaves: readonly RevisionId[]
      /** The schema that was found: one that proves something is read again under the lock. */
      readonly found?: FoundSchema | undefined
      /** The revision whose migration began and did not end, which is forgotten. */
      readonly forgets?: string | undefined
      readonly from: readonly RevisionId[]
      readonly to: readonly RevisionId[]
    }

/** The schema of an untracked database. */
export interface FoundSchema {
  readonly fingerprint: Fingerprint
  /** Schemas of the provider, which are no part of it. */
  readonly leaveOut: readonly string[]
  /** Whether the order of the columns of tables is in the fingerprint. */
  readonly columnOrder: 'counted' | 'ignored'
}

/** What a verb will do to the database: data, so that it can be printed, tested and applied. */
export interface Plan {
  readonly verb: 'init' | 'upgrade' | 'downgrade' | 'stamp' | 'repair'
  readonly from: readonly RevisionId[]
  readonly to: readonly RevisionId[]
  readonly steps: readonly Step[]
}

/** When the steps of a plan are committed; `at the end`: all in one transaction. */
export type CommitTime = 'after each step' | 'at the end'

/** A plan of these steps; its heads are those of the first and the last. */
export function planOf(verb: Plan['verb'], from: readonly RevisionId[], steps: readonly Step[]): Plan {
  return { verb, from, to: steps.at(-1)?.to ?? from, steps }
}

/** The revisions that a step is about: one, but for a stamp. */
export function revisionsOf(step: Step): readonly RevisionId[] {
  return step.kind === 'stamp' ? step.targets : [step.revision]
}

/** The first lines of the messages of a step's revisions. */
export function titleOfStep(step: Step, migrations: ReadonlyMap<string, Pick<Revision, 'message'>>): string {
  const titles = revisionsOf(step).map((id) => titleOf(migrations.get(id)))
  return titles.filter(Boolean).join(' + ')
}

/** Whether two sets of heads are the same; their order means nothing. */
export function sameHeads(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((head) => others.includes(head))
}
