import type { Project, Surroundings } from '../project.ts'
import { tipsOf, ancestorsOf } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import { leftOutBy } from '../schema/change/options.ts'
import { differencesOf } from '../schema/differences.ts'
import { schemaOfMigrations } from '../schema-source.ts'
import { renderDifference } from './render-difference.ts'
import type { ReplayWishes } from './replayed-history.ts'

/** A revision that replaces others and does not make what they make. */
export interface ReplacedComparison {
  readonly revision: string
  readonly replaces: readonly string[]
  /** From what it replaces, a line each. */
  readonly differences: readonly string[]
}

/** Compares each revision that replaces others with those, where their files are still there. Those that agree are not told. */
export async function compareReplaced(
  surroundings: Surroundings,
  project: Project,
  inShadow: ReplayWishes['inShadow'],
): Promise<readonly ReplacedComparison[]> {
  const { graph, migrations } = project
  const found: ReplacedComparison[] = []
  for (const { id, replaces } of migrations) {
    if (replaces.length === 0 || !replaces.every((one) => graph.revisions.has(one))) continue
    const schemaAt = (targets: readonly RevisionId[]) =>
      inShadow((shadow) => schemaOfMigrations(surroundings, project, { shadow, targets }))
    const old = await schemaAt(tipsOf(graph, ancestorsOf(graph, replaces)))
    const differences = differencesOf(old, await schemaAt([id]), leftOutBy({})).flatMap(renderDifference)
    if (differences.length > 0) found.push({ revision: id, replaces, differences })
  }
  return found
}
