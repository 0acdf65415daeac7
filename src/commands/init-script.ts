import { PlinthError } from '../errors.ts'
import type { Config } from '../config/config.ts'
import type { Migration } from '../migrations/migration.ts'
import { baselineInitPath, initScriptOf, shown, type Project } from '../project.ts'

/** Throws E_FILE where there is nothing that `init` could run: the script of the baseline is gone, or there is nothing at all. */
export function refuseWithoutScript(project: Project): void {
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
      hint:
        config.model === undefined
          ? 'Write the schema into sql/init.sql (plinth create --from-database makes one of a database), or say where it is: plinth init --init <file>'
          : 'Write the migration that makes what the model wants: plinth create --auto "<what it makes>"; then: plinth init',
    },
  )
}

/** Throws E_GRAPH for a script that no migration names: it would never run, and nobody would notice. */
export function refuseUnnamedScript(project: Project): void {
  const script = initScriptOf(project)
  const [first] = project.migrations
  if (project.baseline !== undefined || script === undefined || first === undefined) return
  throw new PlinthError('E_GRAPH', `no migration names the init script ${shown(project, script)}`, {
    detail: 'It would not run, and the migrations would start from nothing.',
    hint: hintToName(project.config, first),
  })
}

/** How the script becomes that of the baseline. */
export function hintToName(config: Config, first: Migration): string {
  return `Make a baseline of the first migration, with the line "-- init: ${baselineInitPath(config)}" in the header of ${first.file}; or remove the script.`
}
