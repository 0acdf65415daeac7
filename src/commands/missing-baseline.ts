import { join } from 'node:path'
import { readConfig, type Config } from '../config/config.ts'
import type { Migration } from '../migrations/migration.ts'
import { printMigration } from '../migrations/print-migration.ts'
import { migrationOf } from '../migrations/read-migrations.ts'
import { migrationFileName, writeMigration, type NewMigration } from '../migrations/write-migration.ts'
import {
  baselineInitPath,
  initScriptOf,
  projectOf,
  readProject,
  type Project,
  type Surroundings,
} from '../project.ts'
import { revisionId } from '../revision/revision.ts'

/** The baseline of a project that has an init script and no migrations yet. */
export interface MissingBaseline {
  readonly path: string
  readonly migration: Migration
  /** Writes the file. */
  readonly write: () => Promise<void>
}

/** A project as it is once its missing baseline is written; `baseline` is undefined when nothing is missing. */
export interface WithBaseline {
  readonly project: Project
  readonly baseline: MissingBaseline | undefined
}

export async function openWithBaseline(surroundings: Surroundings): Promise<WithBaseline> {
  return readWithBaseline(surroundings, await readConfig(surroundings.wishes, surroundings.world))
}

/** {@link openWithBaseline} where the configuration was read already. */
export async function readWithBaseline(surroundings: Surroundings, config: Config): Promise<WithBaseline> {
  const found = await readProject(config)
  const baseline = await missingBaseline(surroundings, found)
  const project = baseline ? projectOf(config, [baseline.migration], found) : found
  return { project, baseline }
}

/**
 * A project without migrations gets its baseline: written when something is done, so that a refusal leaves no file behind.
 * Its id is a hash of the init script: replicas that start at once, each with files of its own, agree on it.
 */
export async function missingBaseline(
  surroundings: Surroundings,
  project: Project,
): Promise<MissingBaseline | undefined> {
  const script = initScriptOf(project)
  if (project.migrations.length > 0 || script === undefined) return undefined
  const created = surroundings.world.now()
  const parts: NewMigration = {
    id: revisionId(await hashOf(script)),
    downRevisions: [],
    dependsOn: [],
    labels: [],
    replaces: [],
    message: 'Baseline: the schema of the init script',
    created: `${created.toISOString().slice(0, 19)}Z`,
    init: baselineInitPath(project.config),
    upgrade: { sql: '', transactional: true, irreversible: undefined },
    downgrade: {
      sql: '',
      transactional: true,
      irreversible: 'the baseline is undone by dropping the database',
    },
  }
  const path = join(project.config.migrations, migrationFileName(created, parts.message))
  return {
    path,
    migration: migrationOf(path, printMigration(parts)),
    write: async () => {
      await writeMigration(project.config.migrations, parts)
    },
  }
}

/** The first 12 digits of the SHA-256 of a file; streamed, for a dump may be large. */
async function hashOf(path: string): Promise<string> {
  const { openScript } = await import('../scripts/open-script.ts')
  const script = await openScript(path)
  await script.finishHash()
  return script.sha256().slice(0, 12)
}
