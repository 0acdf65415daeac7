import type { RevisionId } from '../revision/revision.ts'
import type { RepeatedScript } from './facts.ts'
import { planOf, sameHeads, type Plan, type Step } from './plan.ts'

/** A repeatable migration, as far as the plan needs it. */
export interface Repeatable {
  readonly id: RevisionId
  readonly dependsOn: readonly RevisionId[]
  readonly normalChecksum: string
}

/**
 * The repeatable migrations that are to be run, in their order: those that were never run, or are not as they were run, or were run before a
 * downgrade; and those that depend on them.
 */
export function dueRepeatables<T extends Repeatable>(
  repeatables: ReadonlyMap<string, T>,
  repeated: readonly RepeatedScript[],
): readonly T[] {
  const sums = new Map(repeated.map(({ name, normalChecksum }) => [name, normalChecksum]))
  const due = new Set<string>()
  for (const { id, dependsOn, normalChecksum } of repeatables.values())
    if (sums.get(id) !== normalChecksum || dependsOn.some((one) => due.has(one))) due.add(id)
  return [...repeatables.values()].filter(({ id }) => due.has(id))
}

/** The plan with the repeatable migrations that are due behind it, where it ends at all heads: only there is what they are about. */
export function withRepeatables(plan: Plan, due: readonly Repeatable[], heads: readonly RevisionId[]): Plan {
  if (!sameHeads(plan.to, heads)) return plan
  const steps = due.map(({ id }): Step => ({ kind: 'repeat', revision: id, from: plan.to, to: plan.to }))
  return planOf(plan.verb, plan.from, [...plan.steps, ...steps])
}

/** The hooks that there are, by when they run. */
export interface Hooks {
  readonly beforeRun: RevisionId | undefined
  readonly beforeEach: RevisionId | undefined
  readonly afterEach: RevisionId | undefined
  readonly afterRun: RevisionId | undefined
}

type Move = Extract<Step, { kind: 'upgrade' | 'downgrade' }>

function isMigration(step: Step): step is Move {
  return step.kind === 'upgrade' || step.kind === 'downgrade'
}

/**
 * The plan with its hooks, where it has migrations to run. Those around each one run in its transaction; around one without a transaction they
 * are steps of their own.
 */
export function withHooks(plan: Plan, hooks: Hooks, isTransactional: (step: Move) => boolean): Plan {
  const first = plan.steps.findIndex(isMigration)
  if (first < 0) return plan
  const last = plan.steps.findLastIndex((step) => isMigration(step) || step.kind === 'repeat')
  const steps = plan.steps.flatMap((step, index) => [
    ...(index === first ? hookSteps(hooks.beforeRun, step.from) : []),
    ...(isMigration(step) ? around(step, hooks, isTransactional(step)) : [step]),
    ...(index === last ? hookSteps(hooks.afterRun, step.to) : []),
  ])
  return planOf(plan.verb, plan.from, steps)
}

function around(step: Move, { beforeEach, afterEach }: Hooks, isTransactional: boolean): readonly Step[] {
  if (isTransactional) return [{ ...step, before: beforeEach, after: afterEach }]
  return [...hookSteps(beforeEach, step.from, step), step, ...hookSteps(afterEach, step.to, step)]
}

function hookSteps(
  revision: RevisionId | undefined,
  heads: readonly RevisionId[],
  about?: Move,
): readonly Step[] {
  if (revision === undefined) return []
  return [
    {
      kind: 'hook',
      revision,
      about: about && { revision: about.revision, direction: about.kind },
      from: heads,
      to: heads,
    },
  ]
}
