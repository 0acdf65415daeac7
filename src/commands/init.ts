import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { changeDatabase, type Change, type Mode } from '../change.ts'
import { PlinthError } from '../errors.ts'
import { migrationFileName, writeMigration, type NewMigration } from '../migrations/write-migration.ts'
import { migrationOf } from '../migrations/read-migrations.ts'
import { printMigration } from '../migrations/print-migration.ts'
import { planInit } from '../plan/init.ts'
import {
  baselineInitPath,
  initScriptOf,
  openProject,
  projectOf,
  withConnection,
  type Project,
  type Surroundings,
} from '../project.ts'
import { resolveRevision } from '../revision/target.ts'
import { revisionId } from '../revision/revision.ts'
import { join } from 'node:path'

export interface InitOptions {
  /** Stamp an existing database at this revision although nothing proves it. */
  readonly adopt?: string | undefined
  /** `later`: stop at the baseline. */
  readonly migrate?: 'now' | 'later'
  readonly createDatabase?: boolean
  readonly allowNewer?: boolean
  readonly mode?: Mode
}

export interface InitResult extends Change {
  /** What was done about the schema itself. */
  readonly did: 'ran init script' | 'adopted' | 'nothing'
  readonly initScript: string | undefined
  /** The baseline migration that was written, because `migrations/` had none. */
  readonly wrote: string | undefined
  /** The database, as it stands. */
  readonly database: string
}

/**
 * Takes a database from whatever it is to tracked (the table of states is in docs/states.md), then upgrades it to `heads`.
 * Throws E_EXISTING, E_PARTIAL, E_FOREIGN, E_AHEAD, E_AMBIGUOUS, E_EDITED, E_SQL, E_LOCK and the errors of connecting.
 */
export async function init(surroundings: Surroundings, options: InitOptions = {}): Promise<InitResult> {
  const found = await openProject(surroundings)
  const baseline = await missingBaseline(surroundings, found)
  const project = baseline ? projectOf(found.config, [baseline.migration]) : found
  refuseWithoutScript(project)
  const adopt = options.adopt === undefined ? undefined : resolveRevision(project.graph, options.adopt)
  return withConnection(
    surroundings,
    project,
    { verb: 'init', createDatabase: options.createDatabase ?? false },
    async (connection) => {
      const change = await changeDatabase(surroundings, project, connection, {
        mode: options.mode ?? 'apply',
        beforeApply: async () => baseline?.write(),
        planner: (state) =>
          planInit(state, project.graph, {
            baseline: project.baseline?.id,
            adopt,
            targets: options.migrate === 'later' ? [] : project.graph.heads,
            allowNewer: options.allowNewer ? 'allowed' : 'refused',
          }),
      })
      const wrote = change.applied.length > 0 ? baseline?.path : undefined
      return {
        ...change,
        did: didOf(change),
        initScript: initScriptOf(project),
        wrote,
        database: connection.target.database,
      }
    },
  )
}

function didOf(change: Change): InitResult['did'] {
  // What this run did, not what it meant to do: another run may have been faster.
  const first = (change.applied[0] ?? change.plan.steps[0])?.kind
  return first === 'init' ? 'ran init script' : first === 'stamp' ? 'adopted' : 'nothing'
}

/**
 * A project without migrations gets its baseline: written when the plan is applied, so that a refusal leaves no file behind.
 * Its id is a hash of the init script: replicas that start at once, each with files of its own, agree on it.
 */
async function missingBaseline(surroundings: Surroundings, project: Project) {
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
    migration: migrationOf(path, Buffer.from(printMigration(parts))),
    write: async () => {
      await writeMigration(project.config.migrations, parts)
    },
  }
}

/** The first 12 digits of the SHA-256 of a file; streamed, for a dump may be large. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex').slice(0, 12)
}

function refuseWithoutScript(project: Project): void {
  const { baseline, config } = project
  if (baseline?.init !== undefined && initScriptOf(project) === undefined) {
    throw new PlinthError('E_FILE', `the init script ${baseline.init} does not exist`, {
      detail: `named by ${baseline.file}`,
      hint: 'Restore the file, or correct the line "init:" of the migration.',
    })
  }
  if (project.migrations.length > 0 || initScriptOf(project) !== undefined) return
  throw new PlinthError(
    'E_FILE',
    `there is no init script at ${config.initScript}, and no migrations in ${config.migrations}`,
    {
      hint: 'Write the schema into sql/init.sql (pg_dump -s makes one from a database), or say where it is: plinth init --init <file>',
    },
  )
}
