import type { RevisionId } from '../revision/revision.ts'
import { hookId, type HookTime } from '../revision/script-id.ts'
import type { Tracking } from './facts.ts'
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
  tracking: Tracking,
): readonly T[] {
  const repeated = tracking.kind === 'tracked' ? tracking.repeated : []
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

/** The hook of a time, if there is one. */
type FindHook = (time: HookTime) => RevisionId | undefined

type Move = Extract<Step, { kind: 'upgrade' | 'downgrade' }>

function isMigration(step: Step): step is Move {
  return step.kind === 'upgrade' || step.kind === 'downgrade'
}

/**
 * The plan with its hooks, where it has migrations to run. Those around each one run in its transaction; around one without a transaction they
 * are steps of their own.
 */
export function withHooks(
  plan: Plan,
  hooks: ReadonlyMap<string, unknown>,
  isTransactional: (step: Move) => boolean,
): Plan {
  const hook: FindHook = (time) => (hooks.has(hookId(time)) ? hookId(time) : undefined)
  const first = plan.steps.findIndex(isMigration)
  if (first < 0) return plan
  const last = plan.steps.findLastIndex((step) => isMigration(step) || step.kind === 'repeat')
  const steps = plan.steps.flatMap((step, index) => [
    ...(index === first ? hookSteps(hook('before-run'), step.from) : []),
    ...(isMigration(step) ? around(step, hook, isTransactional(step)) : [step]),
    ...(index === last ? hookSteps(hook('after-run'), step.to) : []),
  ])
  return planOf(plan.verb, plan.from, steps)
}

function around(step: Move, hook: FindHook, isTransactional: boolean): readonly Step[] {
  const [before, after] = [hook('before-each'), hook('after-each')]
  if (isTransactional) return [{ ...step, before, after }]
  return [...hookSteps(before, step.from, step), step, ...hookSteps(after, step.to, step)]
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
