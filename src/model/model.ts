import type { ScriptItem } from '../psql/item.ts'
import type { ConnectedTo } from '../psql/own-variables.ts'
import type { InitScriptOptions } from '../scripts/read-init-script.ts'
import type { World } from '../world.ts'

/** The wanted schema: statements that make it, or a command that does. */
export type Model = ScriptModel | BuiltModel

/** The wanted schema, as statements that make it. */
export interface ScriptModel {
  readonly kind: 'script'
  /** For people: `sql/schema.sql`, `drizzle-kit export`. */
  readonly about: string
  /** Its statements in order, read anew. Throws E_SCRIPT, E_FILE. */
  read(connected: ConnectedTo): AsyncIterable<ScriptItem>
}

/** The wanted schema, as a command makes it in an empty database. */
export interface BuiltModel {
  readonly kind: 'built'
  /** For people: `python manage.py migrate`. */
  readonly about: string
  /** Runs the command to its end, with the address of that database in these variables. Throws E_MODEL where it fails, E_INTERRUPTED. */
  build(variables: Readonly<Record<string, string | undefined>>): Promise<void>
}

/** What opening a model needs. */
export interface ModelSurroundings {
  readonly world: World
  readonly root: string
  readonly reading: Pick<InitScriptOptions, 'root' | 'variables' | 'maxStatementBytes'>
  readonly signal: AbortSignal | undefined
}
