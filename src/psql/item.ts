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

/**
 * One SQL statement, without leading whitespace and comments and without the `;` that ends it. The properties are worked out when
 * they are asked for, so a copy made by `{ ...item }` has none of them.
 */
export interface StatementItem {
  readonly kind: 'statement'
  readonly text: string
  /** The first thousand bytes of the text, or all of it; cheap even when the text is not. */
  readonly head: string
  readonly at: ScriptPlace
  /** Statements that set the client encoding are done by the reader: what it hands out is UTF-8, and the connection stays so. */
  readonly sent: 'to server' | 'by reader'
  /** `several`: psql's `\;` joined statements to one. */
  readonly joined: 'one' | 'several'
}

/** A `COPY … FROM STDIN` whose rows stand in the script. */
export interface CopyItem {
  readonly kind: 'copy'
  readonly text: string
  readonly at: ScriptPlace
  /** Where the rows begin. */
  readonly dataAt: ScriptPlace
  /** The rows as the server must get them, without the `\.` line. */
  readonly data: AsyncIterable<Uint8Array>
}

/** The text of `\echo` and `\qecho` (`output`) or `\warn` (`error`), without a line end. */
export interface EchoItem {
  readonly kind: 'echo'
  readonly to: 'output' | 'error'
  readonly text: string
  readonly at: ScriptPlace
}

export type ScriptItem = StatementItem | CopyItem | EchoItem
