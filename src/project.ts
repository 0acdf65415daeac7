import { existsSync } from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { readConfig, type Config, type ConfigWishes } from './config/config.ts'
import { PlinthError } from './errors.ts'
import type { OnEvent } from './event.ts'
import type { Migration } from './migrations/migration.ts'
import { readMigrations } from './migrations/read-migrations.ts'
import { readHooks, readRepeatables } from './migrations/loose-scripts.ts'
import type { FileSums } from './plan/edited.ts'
import type { Facts, ObjectName } from './plan/facts.ts'
import { stateOf, type DatabaseState } from './plan/state.ts'
import type { ConnectedTo } from './psql/own-variables.ts'
import { revisionGraph, type RevisionGraph } from './revision/graph.ts'
import type { World } from './world.ts'

/** What every verb is handed: the machine, the wishes of the caller, and where events go. */
export interface Surroundings {
  readonly world: World
  readonly wishes: ConfigWishes
  readonly onEvent: OnEvent
  readonly signal: AbortSignal | undefined
  readonly toolVersion: string
}

/** The files of a project, read and checked. */
export interface Project {
  readonly config: Config
  readonly migrations: readonly Migration[]
  readonly byId: ReadonlyMap<string, Migration>
  readonly graph: RevisionGraph<Migration>
  /** The revision whose upgrade is the init script. */
  readonly baseline: Migration | undefined
  /** What is no revision: see docs/formats.md. Both by id. */
  readonly hooks: ReadonlyMap<string, Migration>
  readonly repeatables: ReadonlyMap<string, Migration>
}

/** Reads configuration and migrations. Throws E_CONFIG, E_FILE, E_MIGRATION_FORMAT, E_GRAPH. */
export async function openProject(surroundings: Surroundings): Promise<Project> {
  return readProject(await readConfig(surroundings.wishes, surroundings.world))
}

/** Reads the migrations, and what stands beside them. Throws E_FILE, E_MIGRATION_FORMAT, E_GRAPH. */
export async function readProject(config: Config): Promise<Project> {
  const [migrations, hooks, repeatables] = await Promise.all([
    readMigrations(config.migrations),
    readHooks(config.migrations),
    readRepeatables(config.migrations),
  ])
  return projectOf(config, migrations, { hooks, repeatables })
}

/** A project of these migrations, and of what stands beside them. Throws E_GRAPH. */
export function projectOf(
  config: Config,
  migrations: readonly Migration[],
  { hooks, repeatables }: Pick<Project, 'hooks' | 'repeatables'> = nothingBeside,
): Project {
  const graph = revisionGraph(migrations)
  const baselines = migrations.filter((migration) => migration.init !== undefined)
  if (baselines.length > 1) {
    throw new PlinthError(
      'E_GRAPH',
      'two migrations name an init script, but there can be one baseline only',
      {
        detail: baselines.map((migration) => basename(migration.path)).join('\n'),
        hint: 'Remove the "init:" line from all but the first.',
      },
    )
  }
  return {
    config,
    migrations,
    byId: graph.revisions,
    graph,
    baseline: baselines[0],
    hooks,
    repeatables,
  }
}

const nothingBeside = { hooks: new Map<string, Migration>(), repeatables: new Map<string, Migration>() }

/** Facts and state of a database; the init script is read for comparison only where the state depends on it. */
export async function readState(
  project: Project,
  facts: Facts,
  connected: ConnectedTo,
): Promise<DatabaseState> {
  return stateOf(facts, project.graph, await readExpected(project, facts, connected))
}

/** The objects the init script makes, as far as its statements name them; undefined where the database has nothing to compare with them. */
export async function readExpected(
  project: Project,
  facts: Facts,
  connected: ConnectedTo,
): Promise<readonly ObjectName[] | undefined> {
  if (facts.tracking.kind !== 'none' || facts.objects.length === 0) return undefined
  const script = initScriptOf(project)
  if (script === undefined) return []
  const [{ readMadeObjects }, { eachItem }, { readInitScript }] = await Promise.all([
    import('./psql/made-objects.ts'),
    import('./psql/read-script.ts'),
    import('./scripts/read-init-script.ts'),
  ])
  const reading = { ...project.config.reading, connected, hashing: 'none' as const }
  return readMadeObjects(eachItem(readInitScript(script, reading).stretches))
}

/** The init script that exists: the baseline's, else the configured one. */
export function initScriptOf(project: Project): string | undefined {
  const path = project.baseline?.init ?? project.config.initScript
  return existsSync(path) ? path : undefined
}

/** Whatever a step may run, by id. */
export function scriptsById({ byId, hooks, repeatables }: Project): ReadonlyMap<string, Migration> {
  return hooks.size + repeatables.size === 0 ? byId : new Map([...byId, ...hooks, ...repeatables])
}

/** A path as people type it: relative to the project. */
export function shown(project: Pick<Project, 'config'>, path: string): string {
  const short = relative(project.config.root, path)
  return short.startsWith('..') ? path : short || basename(path)
}

/** The files by revision, for the check of edited migrations. Not the baseline, whose file holds nothing but its header. */
export function fileSums({ byId }: Project): FileSums {
  return {
    get: (revision) => {
      const migration = byId.get(revision)
      return migration?.init === undefined ? migration : undefined
    },
  }
}

/** The init script as the header of a baseline names it: relative to the folder of the migrations. */
export function baselineInitPath(config: Config): string {
  return relative(config.migrations, config.initScript).split('\\').join('/') || dirname(config.initScript)
}
