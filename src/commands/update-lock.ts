import type { Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import { draftLine, provenLine, type LockLine } from '../migrations/lock-file.ts'
import { writeFacts } from '../migrations/facts-on-disk.ts'
import { changeLock, readLock } from '../migrations/lock-on-disk.ts'
import { readMigrations } from '../migrations/read-migrations.ts'
import { changesOf } from '../plan/fact-sum-changes.ts'
import type { Project, Surroundings } from '../project.ts'
import type { RevisionId } from '../revision/revision.ts'
import { factSums } from '../schema/fact-sums.ts'
import { fingerprintOf } from '../schema/fingerprint.ts'
import { initChecksumOf } from './lock-lines.ts'
import type { ReplayedRevision } from './replayed-history.ts'

/** What was replayed of all revisions. */
interface Replayed {
  readonly history: ReadonlyMap<RevisionId, ReplayedRevision>
  readonly downgrades: 'tried' | 'left'
}

/**
 * Writes the lock file anew: a line for each migration as it is, with the fingerprint of the schema that it led to; and beside it what each changes. What was found of a downgrade before stays
 * where none was tried and the file is the same. Gives the number of fingerprints. Throws E_UNSEEN where a schema cannot be compared, E_FILE.
 */
export async function updateLock(
  { world }: Pick<Surroundings, 'world'>,
  { config, migrations, graph }: Project,
  { history, downgrades }: Replayed,
): Promise<number> {
  const before = await readBefore(config.migrations)
  const lines = new Map<RevisionId, LockLine>()
  for (const migration of migrations) {
    const draft = draftLine(migration, await initChecksumOf(config, migration))
    const replayed = history.get(migration.id)
    if (replayed === undefined) continue
    const old = before?.get(migration.id)
    const isSame = old?.normalChecksum === draft.normalChecksum && downgrades === 'left'
    lines.set(
      migration.id,
      provenLine(draft, {
        fingerprint: certainFingerprint(replayed, config),
        downgrade: replayed.downgrade?.mark ?? (isSame ? old.downgrade : draft.downgrade),
      }),
    )
  }
  await changeLock(world, config.migrations, async () => {
    const others = await linesOfOthers(config.migrations, lines)
    return new Map([...others, ...lines])
  })
  const sums = new Map(
    [...history.values()].map(({ revision, schema }) => [revision, factSums(schema, config)]),
  )
  await writeFacts(world, config.migrations, changesOf(graph, sums))
  return lines.size
}

/** Of migrations that were written meanwhile. */
async function linesOfOthers(
  folder: string,
  lines: ReadonlyMap<RevisionId, LockLine>,
): Promise<readonly (readonly [RevisionId, LockLine])[]> {
  const there = new Set((await readMigrations(folder)).map(({ id }) => id))
  return [...((await readBefore(folder)) ?? [])].filter(([id]) => !lines.has(id) && there.has(id))
}

/** One that cannot be read is what this writes anew. */
async function readBefore(folder: string) {
  return readLock(folder).catch((error: unknown) => {
    if (error instanceof PlinthError && error.code === 'E_MIGRATION_FORMAT') return undefined
    throw error
  })
}

function certainFingerprint(
  { revision, schema }: ReplayedRevision,
  { columnOrder }: Pick<Config, 'columnOrder'>,
) {
  const result = fingerprintOf(schema, { columnOrder })
  if (result.kind === 'certain') return result.fingerprint
  throw new PlinthError('E_UNSEEN', `the schema of ${revision} holds objects that Plinth cannot compare`, {
    detail: result.unseen.map(({ kind, name }) => `${kind} ${name}`).join('\n'),
    hint: 'No fingerprint can say what they are. Without them: plinth verify --update',
    result: 'Nothing was written.',
  })
}
