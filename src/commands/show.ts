import type { Migration } from '../migrations/migration.ts'
import { openProject, type Surroundings } from '../project.ts'
import { resolveRevision } from '../revision/target.ts'
import { readCurrentHeads } from './current-heads.ts'
import { refuseMissingFolder } from './named-folder.ts'

/** One migration, whole. Needs no database, but for `current`. Throws E_REVISION, E_HEADS. */
export async function show(
  surroundings: Surroundings,
  options: { readonly revision: string },
): Promise<Migration> {
  const project = await openProject(surroundings)
  refuseMissingFolder(surroundings, project.config)
  const { revision } = options
  const current = await readCurrentHeads(surroundings, project, { verb: 'show', targets: [revision] })
  return project.graph.revisions.get(resolveRevision(project.graph, revision, current)) as Migration
}
