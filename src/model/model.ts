import type { ScriptItem } from '../psql/item.ts'
import type { ConnectedTo } from '../psql/own-variables.ts'
import type { InitScriptOptions } from '../scripts/read-init-script.ts'
import type { World } from '../world.ts'

/** The wanted schema, as statements that make it. */
export interface Model {
  /** For people: `sql/schema.sql`, `drizzle-kit export`. */
  readonly about: string
  /** Its statements in order, read anew. Throws E_SCRIPT, E_FILE. */
  read(connected: ConnectedTo): AsyncIterable<ScriptItem>
}

/** What opening a model needs. */
export interface ModelSurroundings {
  readonly world: World
  readonly root: string
  readonly reading: Pick<InitScriptOptions, 'root' | 'variables' | 'maxStatementBytes'>
  readonly signal: AbortSignal | undefined
}
