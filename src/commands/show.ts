import type { Migration } from '../migrations/migration.ts'
import { openProject, type Surroundings } from '../project.ts'
import { resolveRevision } from '../revision/target.ts'
import { refuseMissingFolder } from './named-folder.ts'

/** One migration, whole. Needs no database. Throws E_REVISION, E_HEADS. */
export async function show(
  surroundings: Surroundings,
  options: { readonly revision: string },
): Promise<Migration> {
  const project = await openProject(surroundings)
  refuseMissingFolder(surroundings, project.config)
  return project.graph.revisions.get(resolveRevision(project.graph, options.revision)) as Migration
}
