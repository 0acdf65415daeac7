import { arrayLiteral } from '../psql/array-literal.ts'
import { quoteIdentifier } from '../psql/quote-identifier.ts'
import { splitStatements } from '../psql/split-statements.ts'
import type { Session } from '../database/database.ts'
import { BatchTurn, type BatchHandle } from './batch-turn.ts'
import { endedError } from './batch-words.ts'
import type { BatchesResult, BatchOptions, EachBatch } from './batch-options.ts'
import { Handled } from './handled.ts'
import { WrittenRange, type KeyRange } from './key-range.ts'

/** A value of a parameter. An array becomes a PostgreSQL array of texts. */
export type Parameter = string | number | bigint | boolean | Date | Uint8Array | null | readonly string[]

/** The rows of a query, and how many the statement returned or touched. */
export type Rows<T> = readonly T[] & { readonly count: number }

/** A query that runs when it is awaited, or a part of another query. */
export interface Query<T> extends PromiseLike<Rows<T>> {
  readonly kind: 'query'
}

/** A name that is written into the text, quoted. */
export interface Identifier {
  readonly kind: 'identifier'
  readonly name: string
}

/**
 * What a TypeScript migration gets: a tagged template, as the `postgres` driver has it. Values become parameters; `sql('name')` is a quoted
 * identifier; a query inside another is a part of it. A query runs when it is awaited; one that never is fails the migration.
 */
export interface Transaction {
  <T = Record<string, unknown>>(
    text: TemplateStringsArray,
    ...values: readonly (Parameter | Identifier | Query<unknown> | KeyRange)[]
  ): Query<T>
  (name: string): Identifier
  /** A text with `$1`, `$2`, … for its parameters; without any, it may hold several statements. */
  unsafe<T = Record<string, unknown>>(text: string, parameters?: readonly Parameter[]): Query<T>
  /**
   * Goes through a table in batches, along a key, and runs `each` for each of them in a transaction of its own, which also records how far it
   * came: a run that is stopped goes on behind the last batch that was committed. Only in a migration without a transaction. Starts when it
   * is awaited. See docs/data-migrations.md.
   */
  batches(options: BatchOptions, each: EachBatch): PromiseLike<BatchesResult>
}

type Value = Parameter | Identifier | Query<unknown> | KeyRange

/** A query of a migration. */
class HandledQuery extends Handled<Rows<Record<string, unknown>>> {
  readonly kind = 'query'
  readonly noun = 'a query'
  readonly text: string
  readonly parameters: readonly Parameter[]
  readonly #send: (query: HandledQuery) => Promise<Rows<Record<string, unknown>>>

  constructor(
    text: string,
    parameters: readonly Parameter[],
    send: (query: HandledQuery) => Promise<Rows<Record<string, unknown>>>,
  ) {
    super()
    this.text = text
    this.parameters = parameters
    this.#send = send
  }

  protected run(): Promise<Rows<Record<string, unknown>>> {
    return this.#send(this)
  }
}

/** Batches of a migration. */
class HandledBatches extends Handled<BatchesResult> {
  readonly noun = 'a call of batches'
  readonly #go: () => Promise<BatchesResult>

  constructor(go: () => Promise<BatchesResult>) {
    super()
    this.#go = go
  }

  protected run(): Promise<BatchesResult> {
    return this.#go()
  }
}

/** What a handle does with what the user asks. */
export interface HandleWork {
  readonly session: Session
  /** A query succeeded. */
  readonly onDone: () => void
  readonly runBatches: (options: BatchOptions, each: EachBatch, handle: BatchHandle) => Promise<BatchesResult>
}

/**
 * The handle of one migration, and what was made with it and has not succeeded. `end`: the function is over. What it left running elsewhere
 * must not run in the transaction of another migration, or in none.
 */
export function transactionHandle({ session, onDone, runBatches }: HandleWork): {
  readonly sql: Transaction
  readonly handled: ReadonlySet<Handled<unknown>>
  readonly end: () => void
} {
  const handled = new Set<Handled<unknown>>()
  const turn = new BatchTurn()
  let isOver = false
  const refuseLate = () => {
    if (isOver) throw endedError()
  }
  const run = async (query: HandledQuery) => {
    refuseLate()
    turn.refuseOthers()
    const { text, parameters } = query
    const rows =
      parameters.length > 0 || splitStatements(text).length < 2
        ? await session.query(text, parameters.map(asSent) as never)
        : Object.assign([], { count: (await session.run(text)).count })
    handled.delete(query)
    onDone()
    return rows as Rows<Record<string, unknown>>
  }
  const make = (text: string, parameters: readonly Parameter[]) => {
    const query = new HandledQuery(text, parameters, run)
    handled.add(query)
    return query
  }
  const tag = (text: TemplateStringsArray | string, ...values: readonly Value[]) => {
    if (typeof text === 'string') return { kind: 'identifier', name: text } satisfies Identifier
    const written = writtenOut(text, values)
    return make(written.text, written.parameters)
  }
  const sql = Object.assign(tag, {
    unsafe: (text: string, parameters: readonly Parameter[] = []) => make(text, parameters),
    batches: (options: BatchOptions, each: EachBatch) => {
      const batches = new HandledBatches(async () => {
        refuseLate()
        return runBatches(options, each, { turn, handled, of: batches })
      })
      handled.add(batches)
      return batches
    },
  })
  return { sql: sql as unknown as Transaction, handled, end: () => (isOver = true) }
}

/** The driver would ask the server for the type of an array; as text, it is what the statement takes it for. */
function asSent(parameter: Parameter): unknown {
  return Array.isArray(parameter) ? arrayLiteral(parameter as readonly string[]) : parameter
}

/** The text with numbered parameters. */
function writtenOut(
  strings: readonly string[],
  values: readonly Value[],
): { readonly text: string; readonly parameters: readonly Parameter[] } {
  const parameters: Parameter[] = []
  const written = values.map((value) => {
    if (value instanceof HandledQuery) {
      value.state = 'used'
      return within(value, parameters)
    }
    if (value instanceof WrittenRange) return within(value.use(), parameters)
    if (isIdentifier(value)) return value.name.split('.').map(quoteIdentifier).join('.')
    parameters.push(value as Parameter)
    return `$${parameters.length}`
  })
  return { text: strings.map((part, i) => part + (written[i] ?? '')).join(''), parameters }
}

/** A part of a query: its parameters come behind those before it. */
function within(
  part: { readonly text: string; readonly parameters: readonly Parameter[] },
  parameters: Parameter[],
): string {
  const from = parameters.length
  parameters.push(...part.parameters)
  return part.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + from}`)
}

function isIdentifier(value: Value): value is Identifier {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'identifier'
}
