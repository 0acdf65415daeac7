import { changeDatabase, planForNew, type Change, type Mode } from '../change.ts'
import { readConfig, type Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import { planInit } from '../plan/init.ts'
import type { CommitTime, Plan } from '../plan/plan.ts'
import type { SchemaProof } from '../plan/proof.ts'
import type { DatabaseState } from '../plan/state.ts'
import { withProject } from '../connection.ts'
import { initScriptOf, shown, type Project, type Surroundings } from '../project.ts'
import { resolveRevision } from '../revision/target.ts'
import { clientOptions } from './client-options.ts'
import { FasterInit } from './faster-init.ts'
import { refuseUnnamedScript, refuseWithoutScript } from './init-script.ts'
import { readWithBaseline } from './missing-baseline.ts'
import { proveUntracked } from './prove-untracked.ts'

export interface InitOptions {
  /** Stamp an existing database at this revision although nothing proves it. */
  readonly adopt?: string | undefined
  /** `later`: stop at the baseline. */
  readonly migrate?: 'now' | 'later'
  readonly createDatabase?: boolean
  readonly allowNewer?: boolean
  /** `in parts`: run the init script in several transactions; an init that stopped half-way goes on. Default: one. */
  readonly transaction?: 'one' | 'in parts'
  /** `at the end`: the init script and all migrations in one transaction. */
  readonly commit?: CommitTime | undefined
  readonly mode?: Mode
}

export interface InitResult extends Change {
  /** What was done about the schema itself. */
  readonly did: 'ran init script' | 'adopted' | 'nothing'
  readonly initScript: string | undefined
  /** The baseline migration that was written, because `migrations/` had none. */
  readonly wrote: string | undefined
  readonly database: string
  /** Whether the heads of the files are reached. */
  readonly isAtHead: boolean
  /** Another init was faster, and loaded another script: what to say about that. */
  readonly warning: string | undefined
}

/**
 * Takes a database from whatever it is to tracked (the table of states is in docs/states.md), then upgrades it to `heads`.
 * Throws E_EXISTING, E_PARTIAL, E_FOREIGN, E_AHEAD, E_AMBIGUOUS, E_EDITED, E_SQL, E_LOCK and the errors of connecting.
 */
export async function init(surroundings: Surroundings, options: InitOptions = {}): Promise<InitResult> {
  const rehearses = options.mode === 'plan' && options.createDatabase === true
  if (!rehearses) return initThere(surroundings, options)
  try {
    return await initThere(surroundings, options)
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_NO_SUCH_DATABASE') throw error
    return planCreation(surroundings, options)
  }
}

/** What `--create-database` would do where there is no database yet. */
async function planCreation(surroundings: Surroundings, options: InitOptions): Promise<InitResult> {
  const config = await readConfig(surroundings.wishes, surroundings.world)
  const files = await readFiles(surroundings, config, options)
  const { project } = files
  const change = await planForNew(surroundings, project, {
    commit: options.commit,
    ...repeatablesOf(options),
    planner: (state) => planOf(state, files, { options, database: '' }),
  })
  return resultOf(change, project, { wrote: undefined, database: '', warning: undefined })
}

type Files = Awaited<ReturnType<typeof readFiles>>

async function readFiles(surroundings: Surroundings, config: Config, options: InitOptions) {
  const files = await readWithBaseline(surroundings, config)
  refuseWithoutScript(files.project)
  const adopt = options.adopt === undefined ? undefined : resolveRevision(files.project.graph, options.adopt)
  return { ...files, adopt }
}

function repeatablesOf(options: InitOptions): { readonly repeatables?: 'due' } {
  return options.migrate === 'later' ? {} : { repeatables: 'due' }
}

function planOf(
  state: DatabaseState,
  { project, adopt }: Pick<Files, 'project' | 'adopt'>,
  {
    options,
    database,
    proof,
  }: {
    readonly options: InitOptions
    readonly database: string
    readonly proof?: SchemaProof | undefined
  },
): Plan {
  if (state.kind === 'empty') refuseUnnamedScript(project)
  return planInit(state, project.graph, {
    baseline: project.baseline?.id,
    adopt,
    targets: options.migrate === 'later' ? [] : project.graph.heads,
    allowNewer: options.allowNewer ? 'allowed' : 'refused',
    transaction: options.transaction ?? 'one',
    database,
    proof,
  })
}

function resultOf(
  change: Change,
  project: Project,
  about: Pick<InitResult, 'wrote' | 'database' | 'warning'>,
): InitResult {
  return {
    ...change,
    did: didOf(change),
    initScript: initScriptOf(project),
    ...about,
    isAtHead: project.graph.realHeads.every((head) => change.heads.includes(head)),
  }
}

async function initThere(surroundings: Surroundings, options: InitOptions): Promise<InitResult> {
  const { mode = 'apply' } = options
  return withProject(
    surroundings,
    {
      verb: 'init',
      createDatabase: mode === 'apply' && options.createDatabase === true,
      embedded: mode === 'apply' ? 'make' : 'find',
    },
    (config) => readFiles(surroundings, config, options),
    async (connection, { project, baseline, adopt }) => {
      let isWritten = false
      const facts = await (connection.firstLook ?? connection.database.readFacts(connection.session))
      const proof = await proveUntracked(project, connection, facts)
      const database = clientOptions(connection.target)
      const faster = new FasterInit(surroundings.onEvent)
      const warned = () => faster.warn(project, connection.session)
      const looked = { ...connection, firstLook: Promise.resolve(facts) }
      const change = await changeDatabase(surroundings, project, looked, {
        mode,
        commit: options.commit,
        ...repeatablesOf(options),
        beforeApply: async () => {
          await baseline?.write()
          isWritten = baseline !== undefined
        },
        planner: (state, fresh) =>
          faster.seen(planOf(state, { project, adopt }, { options, database, proof }), fresh),
      }).catch(async (error: unknown) => {
        // Perhaps that is why a migration failed.
        if (error instanceof PlinthError && error.code === 'E_SQL') await warned()
        throw isWritten && baseline ? withBaseline(error, shown(project, baseline.path)) : error
      })
      // Also where there was nothing to do: the file got lost, or another replica with files of its own was faster.
      const wrote = mode === 'apply' ? baseline?.path : undefined
      if (wrote !== undefined && change.applied.length === 0) await baseline?.write()
      if (isWritten && baseline && change.applied[0]?.kind === 'init') {
        const { writeBaselineLine } = await import('./baseline-line.ts')
        await writeBaselineLine(surroundings, baseline.migration, { project, connection, facts, change })
      }
      return resultOf(change, project, {
        wrote,
        database: connection.target.database,
        warning: await warned(),
      })
    },
  )
}

/** The file stays: the next run needs it, and does not write it again. */
function withBaseline(error: unknown, file: string): unknown {
  if (!(error instanceof PlinthError)) return error
  const wrote = `The baseline migration was written: ${file}. Commit it.`
  return error.with({ result: [error.result, wrote].filter(Boolean).join('\n') })
}

function didOf(change: Change): InitResult['did'] {
  // What this run did, not what it meant to do: another run may have been faster.
  const first = (change.applied[0] ?? change.plan.steps[0])?.kind
  return first === 'init' ? 'ran init script' : first === 'stamp' ? 'adopted' : 'nothing'
}
