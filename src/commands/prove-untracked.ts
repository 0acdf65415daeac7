import type { Connection } from '../connection.ts'
import type { Facts } from '../plan/facts.ts'
import type { SchemaProof } from '../plan/proof.ts'
import type { Project } from '../project.ts'

/**
 * What an untracked database with something in it is found to be; undefined of any other. Nearly every database is empty or tracked: what compares schemas is loaded only where
 * there is one to compare. Reads catalogs only. Throws E_FILE, E_MIGRATION_FORMAT for a lock file that cannot be read.
 */
export async function proveUntracked(
  project: Project,
  connection: Pick<Connection, 'session' | 'database'>,
  facts: Facts,
): Promise<SchemaProof | undefined> {
  const { tracking, objects, foreign } = facts
  if (tracking.kind !== 'none' || objects.length === 0 || foreign.length > 0) return undefined
  const { proveRevision } = await import('./schema-proof.ts')
  return proveRevision(project, connection, facts)
}
