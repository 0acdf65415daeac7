import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'

/** Whether there is a database to ask: one that is configured, or the embedded one of the project. */
export function hasDatabase({ connection, root }: Config): boolean {
  return connection !== undefined || existsSync(join(root, '.plinth'))
}
