import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import type { Surroundings } from '../project.ts'

/** A folder of migrations that was named, and is not there, is a mistake where only its files are read. Throws E_FILE. */
export function refuseMissingFolder({ wishes }: Surroundings, { migrations, root }: Config): void {
  const isNamed = wishes.migrations !== undefined || migrations !== join(root, 'migrations')
  if (!isNamed || existsSync(migrations)) return
  throw new PlinthError('E_FILE', `the folder of the migrations does not exist: ${migrations}`, {
    hint: 'Correct --migrations, PLINTH_MIGRATIONS or the configuration file. A new folder is made by: plinth init, plinth create',
  })
}
