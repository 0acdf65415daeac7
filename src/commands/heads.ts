import { openProject, type Surroundings } from '../project.ts'
import { refuseMissingFolder } from './named-folder.ts'
import { lineOf, type RevisionLine } from './status.ts'

/** The revisions without children. Needs no database. */
export async function heads(surroundings: Surroundings): Promise<readonly RevisionLine[]> {
  const project = await openProject(surroundings)
  refuseMissingFolder(surroundings, project.config)
  return project.graph.heads.map((id) => lineOf(project, id))
}
