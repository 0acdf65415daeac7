import { PlinthError } from '../errors.ts'
import type { KeyRange } from './key-range.ts'

/** Which table batches go through, and how. */
export interface BatchOptions {
  /** `users`, `app.users`; a list when a name has a dot in it. */
  readonly table: string | readonly string[]
  /** The column, or columns, along whose order they go: best the primary key. Never NULL. Need not be unique. */
  readonly key: string | readonly string[]
  /** Rows of a batch; more where rows have the same key. Default: 1000. */
  readonly size?: number
  /** Milliseconds between two batches. Default: 0. */
  readonly pauseMs?: number
  /** What the progress is recorded under; default: the table, with a number from the second time on. */
  readonly name?: string
}

/** Runs in the transaction of a batch, and once more when that is tried again. What it returns is awaited. */
export type EachBatch = (range: KeyRange) => unknown

/** What batches came to, in all runs together. */
export interface BatchesResult {
  /** Rows of the table that were in a batch. */
  readonly rows: number
  readonly batches: number
}

/** The options, complete. */
export interface Batching {
  readonly table: readonly string[]
  readonly key: readonly string[]
  readonly size: number
  readonly pauseMs: number
  readonly name: string
}

const defaultSize = 1000
const known = new Set(['table', 'key', 'size', 'pauseMs', 'name'])

/** Throws E_MIGRATION for what no batches can be made of. `taken`: the names of those that ran before. */
export function checkedBatching(options: BatchOptions, taken: ReadonlySet<string>): Batching {
  if (typeof options !== 'object' || options === null)
    throw wrong('its options are an object: { table, key }')
  const stranger = Object.keys(options).find((key) => !known.has(key))
  if (stranger !== undefined) throw wrong(`it has no option "${stranger}"`)
  const table = names(options.table, 'table', '.')
  const key = names(options.key, 'key')
  if (new Set(key).size < key.length) throw wrong('a column stands twice in its key')
  const { size = defaultSize, pauseMs = 0 } = options
  if (!Number.isSafeInteger(size) || size < 1) throw wrong('its size is a whole number from 1')
  if (!Number.isFinite(pauseMs) || pauseMs < 0 || pauseMs > 2 ** 31 - 1)
    throw wrong('its pauseMs is a number of milliseconds from 0')
  return { table, key, size, pauseMs, name: nameOf(options.name, table, taken) }
}

function names(given: unknown, option: string, separator?: string): readonly string[] {
  const list =
    typeof given === 'string' ? (separator === undefined ? [given] : given.split(separator)) : given
  const isGood =
    Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === 'string' && one !== '')
  if (!isGood) throw wrong(`its ${option} is a name, or a list of them`)
  return list as readonly string[]
}

function nameOf(given: unknown, table: readonly string[], taken: ReadonlySet<string>): string {
  if (given !== undefined && (typeof given !== 'string' || given.trim() === '' || given.includes('\0')))
    throw wrong('its name is a text')
  if (typeof given === 'string') {
    if (taken.has(given)) throw wrong(`its name "${given}" is that of batches before it`)
    return given
  }
  const first = table.join('.')
  let name = first
  for (let number = 2; taken.has(name); number++) name = `${first} ${number}`
  return name
}

function wrong(why: string): PlinthError {
  return new PlinthError('E_MIGRATION', `batches cannot run: ${why}`, {
    hint: "Write: await sql.batches({ table: 'users', key: 'id' }, (range) => sql`update users set … where ${range}`)",
  })
}
