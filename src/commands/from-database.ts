import { withConnection } from '../connection.ts'
import { openProject, shown, type Surroundings } from '../project.ts'
import { makeScript, refuseUnproven, type MadeScript, type ScriptWishes } from './made-script.ts'
import { findScriptPlace, writeScript } from './script-place.ts'

export interface FromDatabaseOptions extends ScriptWishes {
  /** `plan`: write nothing, only tell what would be written. */
  readonly mode?: 'apply' | 'plan' | undefined
}

/** A script that was made of a database. */
export interface FromDatabaseResult extends MadeScript {
  readonly path: string
  readonly file: string
  /** The migration that was written with an init script. */
  readonly baseline: string | undefined
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
