import { openProject, type Surroundings } from '../project.ts'
import { isBranchPoint, topologicalOrder } from '../revision/graph.ts'
import { refuseMissingFolder } from './named-folder.ts'
import { lineOf, type RevisionLine } from './status.ts'

/** A revision that several others revise. */
export interface BranchPoint extends RevisionLine {
  readonly branches: readonly (RevisionLine & {
    readonly labels: readonly string[]
    readonly isHead: boolean
  })[]
}

/** Where the history parts, the newest such revision first. Needs no database. */
export async function branches(surroundings: Surroundings): Promise<readonly BranchPoint[]> {
  const project = await openProject(surroundings)
  refuseMissingFolder(surroundings, project.config)
  const { graph, byId } = project
  const points = topologicalOrder(graph).filter((id) => isBranchPoint(graph, id))
  return points.toReversed().map((id) => ({
    ...lineOf(project, id),
    branches: (graph.children.get(id) ?? []).map((child) => ({
      ...lineOf(project, child),
      labels: byId.get(child)?.labels ?? [],
      isHead: !graph.children.has(child),
    })),
  }))
}
