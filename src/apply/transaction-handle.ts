import { arrayLiteral } from '../psql/array-literal.ts'
import { quoteIdentifier } from '../psql/quote-identifier.ts'
import { splitStatements } from '../psql/split-statements.ts'
import type { Session } from '../database/database.ts'

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
    ...values: readonly (Parameter | Identifier | Query<unknown>)[]
  ): Query<T>
  (name: string): Identifier
  /** A text with `$1`, `$2`, … for its parameters; without any, it may hold several statements. */
  unsafe<T = Record<string, unknown>>(text: string, parameters?: readonly Parameter[]): Query<T>
}

type Value = Parameter | Identifier | Query<unknown>

/** A query of a migration, and where it was made. */
export class HandledQuery implements Query<Record<string, unknown>> {
  readonly kind = 'query'
  readonly text: string
  readonly parameters: readonly Parameter[]
  /** Where the user's code made it: read only when it is told, for a stack is dear. */
  readonly origin = new Error('made here')
  state: 'made' | 'used' | 'running' | 'done' = 'made'
  /** What it failed with. */
  failure: unknown
  readonly #run: (query: HandledQuery) => Promise<Rows<Record<string, unknown>>>
  #result: Promise<Rows<Record<string, unknown>>> | undefined

  constructor(
    text: string,
    parameters: readonly Parameter[],
    run: (query: HandledQuery) => Promise<Rows<Record<string, unknown>>>,
  ) {
    this.text = text
    this.parameters = parameters
    this.#run = run
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a query is awaited, as those of the driver are
  then<A, B>(
    done?: ((rows: Rows<Record<string, unknown>>) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    this.#result ??= this.#start()
    // oxlint-disable-next-line promise/no-callback-in-promise -- they are handed on
    return this.#result.then(done, failed)
  }

  async #start(): Promise<Rows<Record<string, unknown>>> {
    this.state = 'running'
    try {
      return await this.#run(this)
    } catch (error) {
      this.failure = error
      throw error
    } finally {
      this.state = 'done'
    }
  }
}

/** The handle of one migration, and the queries that were made with it and have not succeeded. */
export function transactionHandle(
  session: Session,
  onDone: () => void,
): { readonly sql: Transaction; readonly queries: ReadonlySet<HandledQuery> } {
  const queries = new Set<HandledQuery>()
  const run = async (query: HandledQuery) => {
    const { text, parameters } = query
    const rows =
      parameters.length > 0 || splitStatements(text).length < 2
        ? await session.query(text, parameters.map(asSent) as never)
        : Object.assign([], { count: (await session.run(text)).count })
    queries.delete(query)
    onDone()
    return rows as Rows<Record<string, unknown>>
  }
  const make = (text: string, parameters: readonly Parameter[]) => {
    const query = new HandledQuery(text, parameters, run)
    queries.add(query)
    return query
  }
  const tag = (text: TemplateStringsArray | string, ...values: readonly Value[]) => {
    if (typeof text === 'string') return { kind: 'identifier', name: text } satisfies Identifier
    const written = writtenOut(text, values)
    return make(written.text, written.parameters)
  }
  const sql = Object.assign(tag, {
    unsafe: (text: string, parameters: readonly Parameter[] = []) => make(text, parameters),
  })
  return { sql: sql as unknown as Transaction, queries }
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
      const from = parameters.length
      parameters.push(...value.parameters)
      return value.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + from}`)
    }
    if (isIdentifier(value)) return value.name.split('.').map(quoteIdentifier).join('.')
    parameters.push(value as Parameter)
    return `$${parameters.length}`
  })
  return { text: strings.map((part, i) => part + (written[i] ?? '')).join(''), parameters }
}

function isIdentifier(value: Value): value is Identifier {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'identifier'
}
