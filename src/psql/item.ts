/** Where an item of a script begins. */
export interface ScriptPlace {
  readonly file: string
  /** Byte offset of the first character. */
  readonly offset: number
  /** From 1. */
  readonly line: number
  /** From 1, in characters (code points). */
  readonly column: number
}

/** One SQL statement, without leading whitespace and comments and without the `;` that ends it. */
export interface StatementItem {
  readonly kind: 'statement'
  readonly text: string
  readonly at: ScriptPlace
}

/** A `COPY … FROM STDIN` whose rows stand in the script. */
export interface CopyItem {
  readonly kind: 'copy'
  readonly text: string
  readonly at: ScriptPlace
  /** The rows, byte for byte as the server must get them, without the `\.` line. */
  readonly data: AsyncIterable<Uint8Array>
}

/** A backslash command: `\restrict abc` has the name `restrict` and the argument `abc`. */
export interface MetaItem {
  readonly kind: 'meta'
  readonly name: string
  readonly argument: string
  readonly at: ScriptPlace
}

export type ScriptItem = StatementItem | CopyItem | MetaItem
