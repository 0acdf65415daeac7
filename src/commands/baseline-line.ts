import type { Change } from '../change.ts'
import type { Connection } from '../connection.ts'
import { PlinthError } from '../errors.ts'
import { provenLine } from '../migrations/lock-file.ts'
import type { Migration } from '../migrations/migration.ts'
import type { Facts } from '../plan/facts.ts'
import type { Project, Surroundings } from '../project.ts'
import { fingerprintOf, type Fingerprint } from '../schema/fingerprint.ts'
import { addLines, missingLines } from './lock-lines.ts'

/** An init that wrote the baseline, and what it did. */
interface FirstInit {
  readonly project: Project
  readonly connection: Connection
  /** Before it. */
  readonly facts: Facts
  readonly change: Change
}

/**
 * Writes the line of the lock file for a baseline that this init wrote, with the fingerprint where the database holds what the baseline makes and nothing else: by that,
 * `init` knows a database elsewhere again. That it cannot be written is told, and no fault of the init, which is done.
 */
export async function writeBaselineLine(
  { world, onEvent }: Pick<Surroundings, 'world' | 'onEvent'>,
  baseline: Migration,
  init: FirstInit,
): Promise<void> {
  const { config } = init.project
  try {
    const fingerprint = await readFingerprint(init)
    const drafts = await missingLines(config, [baseline])
    const lines =
      fingerprint === undefined
        ? drafts
        : drafts.map((line) => provenLine(line, { fingerprint, downgrade: line.downgrade }))
    if (lines.length > 0) await addLines(world, config, lines)
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    const text = `plinth.lock was not written: ${error.message}. To write it: plinth verify --update`
    onEvent({ kind: 'notice', severity: 'WARNING', text })
  }
}

/** Undefined: more is in the database than the baseline made, or may be. */
async function readFingerprint({
  project,
  connection,
  facts,
  change,
}: FirstInit): Promise<Fingerprint | undefined> {
  const { extensions, providerSchemas } = facts.ignored
  const wasBare = facts.objects.length + extensions.length + providerSchemas.length === 0
  const isAlone = project.hooks.size === 0 && change.applied.every(({ kind }) => kind === 'init')
  if (!wasBare || !isAlone) return undefined
  const { session, database } = connection
  const { columnOrder } = project.config
  const result = fingerprintOf(await database.readSchema(session), { columnOrder })
  return result.kind === 'certain' ? result.fingerprint : undefined
}
