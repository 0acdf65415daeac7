import type { ScriptPlace } from './item.ts'

/** A backslash command: `\restrict abc` has the name `restrict` and the rest ` abc`. */
export interface MetaItem {
  readonly name: string
  /** The rest of the line; another command may follow in it. */
  readonly rest: string
  readonly at: ScriptPlace
}
