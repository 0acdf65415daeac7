import { PlinthError } from '../errors.ts'
import { openProject, type Surroundings } from '../project.ts'
import { ancestorsOf } from '../revision/graph.ts'
import { describe } from '../revision/lookup.ts'
import { titleOf, type RevisionId } from '../revision/revision.ts'
import { resolveRevisions } from '../revision/target.ts'
import { create, type CreateOptions, type CreateResult } from './create.ts'
import { readCurrentHeads } from './current-heads.ts'
import { refuseMissingFolder } from './named-folder.ts'

export interface MergeOptions extends Pick<CreateOptions, 'label' | 'dependsOn' | 'mode'> {
  /** What to join; all heads by default. */
  readonly revisions?: readonly string[] | undefined
  /** Default: "merge" and the messages of what is joined. */
  readonly message?: string | undefined
}

/**
 * Writes a migration that revises several others, so that there is one head again. `undefined` when there is nothing to join: one head,
 * and no revisions named. Needs no database, but for `current`. Throws E_REVISION when a revision is unknown, named twice, or comes before another of them.
 */
export async function merge(
  surroundings: Surroundings,
  options: MergeOptions = {},
): Promise<CreateResult | undefined> {
  const project = await openProject(surroundings)
  const { graph, config, byId } = project
  refuseMissingFolder(surroundings, config)
  const { revisions = [], message, ...others } = options
  const current = await readCurrentHeads(surroundings, project, { verb: 'merge', targets: revisions })
  const named = revisions.flatMap((text) => resolveRevisions(graph, text, current))
  const joined = revisions.length === 0 ? graph.heads : named
  if (revisions.length === 0 && joined.length < 2) return undefined
  if (new Set(joined).size < 2) throw tooFew(describe(graph, graph.heads))
  const below = ancestorsOf(
    graph,
    joined.flatMap((id) => graph.parents.get(id) ?? []),
  )
  for (const id of joined) {
    const other = below.has(id) && joined.find((one) => one !== id && ancestorsOf(graph, [one]).has(id))
    if (other) throw comesBefore(id, other)
  }
  const titles = joined.map((id: RevisionId) => titleOf(byId.get(id)) || id)
  return create(surroundings, { ...others, message: message ?? `merge: ${titles.join(' + ')}`, head: joined })
}

function tooFew(heads: string): PlinthError {
  return new PlinthError('E_REVISION', 'a merge joins at least two revisions', {
    detail: `The heads are:\n${heads}`,
    hint: 'Name them, or none to join all heads: plinth merge',
  })
}

function comesBefore(id: RevisionId, other: RevisionId): PlinthError {
  return new PlinthError('E_REVISION', `"${id}" comes before "${other}": they need no merge`, {
    hint: 'To see how they lie: plinth history',
  })
}
