/**
 * The rows of one batch, as a condition: `where ${range}`. Its columns are written without the table; where the statement has several tables,
 * say what it calls this one: `where ${range.of('u')}`.
 */
export interface KeyRange {
  readonly kind: 'key range'
  of(alias: string): KeyRange
}

interface Written {
  readonly text: string
  readonly parameters: readonly string[]
}

/** A range that knows how it is written. */
export class WrittenRange implements KeyRange {
  readonly kind = 'key range'
  readonly #write: (alias: string | undefined) => Written
  readonly #onUsed: () => void
  readonly #alias: string | undefined

  constructor(write: (alias: string | undefined) => Written, onUsed: () => void, alias?: string) {
    this.#write = write
    this.#onUsed = onUsed
    this.#alias = alias
  }

  of(alias: string): WrittenRange {
    return new WrittenRange(this.#write, this.#onUsed, alias)
  }

  /** The condition, for a query that it becomes a part of. */
  use(): Written {
    this.#onUsed()
    return this.#write(this.#alias)
  }
}
