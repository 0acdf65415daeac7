import { withConnection } from '../connection.ts'
import { openProject, shown, type Surroundings } from '../project.ts'
import type { Fingerprint } from '../schema/fingerprint.ts'
import { makeScript, refuseUnproven, type ScriptWishes } from './made-script.ts'
import { findScriptPlace, writeScript } from './script-place.ts'

export interface FromDatabaseOptions extends ScriptWishes {
  /** What is written: the init script with its baseline, by default, or the model. */
  readonly to?: 'init script' | 'model' | undefined
  /** `plan`: write nothing, only tell what would be written. */
  readonly mode?: 'apply' | 'plan' | undefined
}

/** A script that was made of a database. */
export interface FromDatabaseResult {
  readonly path: string
  readonly file: string
  /** What stands in the file. */
  readonly text: string
  readonly database: string
  /** How many statements it has, beside settings. */
  readonly statements: number
  /** What the database has and the script does not make, in words. */
  readonly leftOut: readonly string[]
  /** How what it made in a shadow database differs from the database, in words. Something that is written has none. */
  readonly unproven: readonly string[]
  /** The migration that was written with an init script. */
  readonly baseline: string | undefined
  /** Of the database, as the lock file has it; undefined where something was left out. */
  readonly fingerprint: Fingerprint | undefined
  /** Whether Plinth tracks the database already. The tracking itself is never in the script. */
  readonly tracking: 'tracked' | 'none'
}

/**
 * Writes an init script, with its baseline and the fingerprint, or a model, of what a database is. It is loaded into a shadow database first, and written only where
 * that is then the same. Throws E_FILE where the file is there already, E_GRAPH where there are migrations, E_UNSEEN, E_DRIFT where it makes something else,
 * E_SHADOW, E_SCHEMA_CYCLE, and the errors of connecting.
 */
export async function fromDatabase(
  surroundings: Surroundings,
  options: FromDatabaseOptions = {},
): Promise<FromDatabaseResult> {
  const { mode = 'apply', to = 'init script' } = options
  const project = await openProject(surroundings)
  const place = await findScriptPlace(project, to)
  const file = shown(project, place.path)
  const made = await withConnection(surroundings, project, { verb: 'create' }, (connection) =>
    makeScript(surroundings, { project, connection, file }, options),
  )
  if (mode === 'plan') return { ...place, ...made, file, baseline: undefined }
  refuseUnproven(made, options)
  const baseline = await writeScript(surroundings, project, { place, made })
  return { path: place.path, ...made, file, baseline }
}
