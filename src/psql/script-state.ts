import type { Encoding } from './encodings.ts'
import type { Variables } from './variables.ts'

/** What holds for a script and all that it includes, and what its commands change. */
export interface ScriptState {
  /** The key of the `\restrict` in force. */
  restrictKey: string | undefined
  encoding: Encoding
  /** Undefined: variables are not enabled. */
  readonly variables: Variables | undefined
  /** The name of the connected database. */
  readonly database: string | undefined
}

/** The script goes on in this encoding, and psql's variable tells it. */
export function changeEncoding(state: ScriptState, encoding: Encoding): void {
  state.encoding = encoding
  if (state.variables !== undefined) state.variables.encoding = encoding?.name ?? 'UTF8'
}
