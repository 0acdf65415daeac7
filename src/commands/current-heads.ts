import { trackedHeads } from '../plan/upgrade.ts'
import { withConnection } from '../connection.ts'
import { readState, type Project, type Surroundings } from '../project.ts'
import type { RevisionId } from '../revision/revision.ts'
import { saysCurrent } from '../revision/target.ts'

/**
 * The heads that the database records, when one of these targets or ranges says `current`; else undefined, and no database is asked.
 * Throws E_NOT_INITIALISED, E_AHEAD, E_AMBIGUOUS, E_FOREIGN where it does not say which of the revisions it is at.
 */
export async function readCurrentHeads(
  surroundings: Surroundings,
  project: Project,
  { verb, targets }: { readonly verb: string; readonly targets: readonly string[] },
): Promise<readonly RevisionId[] | undefined> {
  const sides = targets.flatMap((text) => text.split(':')).filter((side) => side !== '')
  if (!sides.some((side) => saysCurrent(project.graph, side))) return undefined
  return withConnection(surroundings, project, { verb }, async ({ session, database }) =>
    trackedHeads(await readState(project, await database.readFacts(session), session)),
  )
}
