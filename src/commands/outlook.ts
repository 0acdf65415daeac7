import { refuseEditedFiles } from '../change.ts'
import { attempt, PlinthError } from '../errors.ts'
import type { TargetName } from '../database/database.ts'
import type { Facts } from '../plan/facts.ts'
import { isAsFiles } from '../plan/applied.ts'
import { appliedBy, planInit } from '../plan/init.ts'
import type { Migration } from '../migrations/migration.ts'
import { dueRepeatables } from '../plan/around.ts'
import type { Plan, Step } from '../plan/plan.ts'
import type { SchemaProof } from '../plan/proof.ts'
import type { DatabaseState } from '../plan/state.ts'
import { planUpgrade } from '../plan/upgrade.ts'
import type { Project } from '../project.ts'
import { topologicalOrder } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import { clientOptions } from './client-options.ts'
import { refuseUnnamedScript, refuseWithoutScript } from './init-script.ts'

/** What would become of a database: what `migrate`, or `init` where nothing is tracked yet, would do with it now. */
export interface Outlook {
  /** What would be recorded, in order: the baseline too. Of a database that is refused, what is not recorded in it. */
  readonly pending: readonly RevisionId[]
  /** Repeatable migrations that are due, in order. */
  readonly repeatable: readonly Migration[]
  /** Why nothing would be done. */
  readonly refusal: PlinthError | undefined
  /** What to type next; several lines where there is a choice; undefined when there is nothing to do. */
  readonly next: string | undefined
}

/** Plans without doing anything, so that what is told is what would happen. */
export function outlookOf(
  project: Project,
  {
    facts,
    state,
    target,
    proof,
  }: {
    readonly facts: Facts
    readonly state: DatabaseState
    readonly target: TargetName
    readonly proof: SchemaProof | undefined
  },
): Outlook {
  const planned = attempt(() => planFor(project, state, { target, proof }))
  const edited = attempt(() => refuseEditedFiles(project, facts))
  const refusal = [edited, planned].find((one) => one instanceof PlinthError)
  const pending =
    planned instanceof PlinthError || edited instanceof PlinthError
      ? unrecorded(project, facts, state)
      : planned.steps.flatMap(recordedBy)
  const command = state.kind === 'initialised' ? 'plinth migrate' : 'plinth init'
  const repeatable = dueRepeatables(project.repeatables, facts.tracking)
  const isWork = pending.length > 0 || repeatable.length > 0
  return { pending, repeatable, refusal, next: refusal ? refusal.hint : isWork ? command : undefined }
}

/** An adoption records what comes before its revision too. */
function recordedBy(step: Step): readonly RevisionId[] {
  if (step.kind === 'stamp') return step.covers
  return step.revision === undefined ? [] : [step.revision]
}

function planFor(
  project: Project,
  state: DatabaseState,
  { target, proof }: { readonly target: TargetName; readonly proof: SchemaProof | undefined },
): Plan {
  const { graph, baseline } = project
  if (state.kind === 'initialised') return planUpgrade(state, graph, 'heads')
  refuseWithoutScript(project)
  if (state.kind === 'empty') refuseUnnamedScript(project)
  return planInit(state, graph, {
    baseline: baseline?.id,
    targets: graph.heads,
    adopt: undefined,
    allowNewer: 'refused',
    transaction: 'one',
    database: clientOptions(target),
    proof,
  })
}

/** What the files have and the database does not; of a tracking that cannot be read, nothing is known. */
function unrecorded({ graph }: Project, { tracking }: Facts, state: DatabaseState): readonly RevisionId[] {
  if (state.kind === 'ambiguous') return []
  if (tracking.kind !== 'tracked') return appliedBy(graph, graph.heads)
  if (isAsFiles(tracking.applied)) return []
  const recorded = new Set(tracking.applied.map(({ revision }) => revision))
  return topologicalOrder(graph).filter((id) => !recorded.has(id))
}
