import type { RevisionId } from '../revision/revision.ts'
import { planOf, type Plan, type Step } from './plan.ts'

/** A part of a plan, and the revision that it ends with. */
export interface PlanPart {
  readonly revision: RevisionId
  /** The heads below the revision. */
  readonly below: readonly RevisionId[]
  readonly plan: Plan
}

/**
 * A plan in parts that each end behind one revision, with the hooks that run because of it; what stands behind the last of them, repeatable migrations and a hook
 * behind the run, is in none: see {@link restOf}. None for a plan that moves no heads.
 */
export function partsByRevision({ verb, from, steps }: Plan): readonly PlanPart[] {
  const ends = endsOf(steps)
  return ends.map((end, index) => {
    const part = steps.slice(ends[index - 1] ?? 0, end)
    const move = part.findLast(movesHeads)
    return {
      revision: move?.revision as RevisionId,
      below: move?.from ?? from,
      plan: planOf(verb, index === 0 ? from : (part[0]?.from ?? from), part),
    }
  })
}

/** What runs behind the last revision because of none of them. */
export function restOf({ verb, to, steps }: Plan): Plan {
  return planOf(verb, to, steps.slice(endsOf(steps).at(-1) ?? 0))
}

function endsOf(steps: readonly Step[]): readonly number[] {
  return steps.flatMap((step, index) => (movesHeads(step) ? [endBehind(steps, index)] : []))
}

function movesHeads(step: Step): boolean {
  return step.kind === 'init' || step.kind === 'upgrade' || step.kind === 'downgrade'
}

/** The index behind a step and the hooks that stand behind it because of it. */
function endBehind(steps: readonly Step[], index: number): number {
  const revision = steps[index]?.revision
  let end = index + 1
  for (let step = steps[end]; step?.kind === 'hook' && step.about?.revision === revision; step = steps[end])
    end++
  return end
}
