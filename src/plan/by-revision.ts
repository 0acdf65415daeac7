import type { RevisionId } from '../revision/revision.ts'
import { planOf, type Plan, type Step } from './plan.ts'

/** A part of a plan, and the revision that it ends with. */
export interface PlanPart {
  readonly revision: RevisionId
  readonly plan: Plan
}

/**
 * A plan in parts that each end behind one revision, with the hooks that run after it. What stands behind the last revision, repeatable migrations
 * and hooks, belongs to its part. None for a plan that moves no heads.
 */
export function partsByRevision({ verb, from, steps }: Plan): readonly PlanPart[] {
  const ends = steps.flatMap((step, index) => (movesHeads(step) ? [endBehind(steps, index)] : []))
  return ends.map((end, index) => {
    const begin = ends[index - 1] ?? 0
    const isLast = index === ends.length - 1
    const part = steps.slice(begin, isLast ? undefined : end)
    const move = part.findLast(movesHeads)
    return {
      revision: move?.revision as RevisionId,
      plan: planOf(verb, index === 0 ? from : (part[0]?.from ?? from), part),
    }
  })
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
