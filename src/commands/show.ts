import { PlinthError } from '../errors.ts'
import type { Migration } from '../migrations/migration.ts'
import { migrationOf } from '../migrations/read-migrations.ts'
import { withConnection } from '../connection.ts'
import { openProject, type Project, type Surroundings } from '../project.ts'
import { resolveRevision } from '../revision/target.ts'
import { readCurrentHeads } from './current-heads.ts'
import { refuseMissingFolder } from './named-folder.ts'

/**
 * One migration, whole; one that the files do not have, as it was applied. Needs no database, but for that, and for `current`.
 * Throws E_REVISION, E_HEADS.
 */
export async function show(
  surroundings: Surroundings,
  options: { readonly revision: string },
): Promise<Migration> {
  const project = await openProject(surroundings)
  refuseMissingFolder(surroundings, project.config)
  const { revision } = options
  const current = await readCurrentHeads(surroundings, project, { verb: 'show', targets: [revision] })
  try {
    return whole(project.graph.revisions.get(resolveRevision(project.graph, revision, current)) as Migration)
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_REVISION') throw error
    // What cannot be asked has nothing to say: the error about the files is the answer.
    const found = await asApplied(surroundings, project, revision).catch(() => undefined)
    if (found === undefined) throw error
    return found
  }
}

/** From the journal: the text of the one revision whose name this is, or at least four characters of it. */
async function asApplied(
  surroundings: Surroundings,
  project: Project,
  name: string,
): Promise<Migration | undefined> {
  const quiet = { ...surroundings, onEvent: () => {} }
  const journal = await withConnection(quiet, project, { verb: 'show' }, ({ session, database }) =>
    database.readJournal(session),
  )
  const texts = new Map<string, { readonly text: string; readonly at: string; readonly by: string }>()
  for (const { revision, text, finished, by } of journal)
    if (text !== null && (revision === name || (name.length >= 4 && revision.startsWith(name))))
      texts.set(revision, { text, at: finished ?? '', by })
  const [found, ...others] = texts.values()
  if (found === undefined || others.length > 0) return undefined
  const kind = found.text.startsWith('--') ? 'sql' : 'ts'
  const migration = migrationOf(`journal.${kind}`, found.text)
  return whole(migration, `not in these files: as applied on ${found.at.slice(0, 10)} by ${found.by}`)
}

/** With all that a migration works out when it is asked, for JSON and for whoever copies it. */
function whole(migration: Migration, path: string = migration.path): Migration {
  const { upgrade, downgrade, checksum, normalChecksum } = migration
  return { ...migration, path, upgrade, downgrade, checksum, normalChecksum }
}
