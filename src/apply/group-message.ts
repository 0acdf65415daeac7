import type { PlinthError } from '../errors.ts'
import type { StatementItem } from '../psql/item.ts'
import { positionOf, unitOf } from './place.ts'

/** Made at the begin of a message. */
export const savepoint = 'plinth_group'
/** Made by a message of its own: of one that the server cannot read as a whole nothing runs, not even its savepoint. */
export const savepointBefore = 'plinth_before'
const releaseSql = `release savepoint ${savepoint}`
/** Takes the other one, which was made after it, along. */
const releaseBothSql = `release savepoint ${savepointBefore}`

/** Back to the begin of a message, which failed. */
export const backSql = `rollback to savepoint ${savepoint}; ${releaseSql}`

export function endsWithRelease(text: string): boolean {
  return text.endsWith(releaseSql) || text.endsWith(releaseBothSql)
}

/** Statements in one text. */
export interface Message {
  readonly text: string
  readonly items: readonly StatementItem[]
  /** Where each statement begins in the text, in UTF-16 units. */
  readonly starts: readonly number[]
  /** A savepoint that is there before it, where it has several statements. */
  readonly before: string | undefined
}

/** Several statements always stand behind a savepoint, which refuses to run outside of a transaction. */
export function messageOf(
  items: readonly StatementItem[],
  { single, before }: { readonly single: 'as it stands' | 'behind a savepoint'; readonly before: string },
): Message {
  const [only] = items
  if (items.length === 1 && only !== undefined && single === 'as it stands')
    return { text: only.text, items, starts: [0], before: undefined }
  const parts = [`savepoint ${savepoint};\n`]
  const starts: number[] = []
  let length = parts[0]?.length ?? 0
  for (const { text } of items) {
    starts.push(length)
    parts.push(text, '\n;\n')
    length += text.length + 3
  }
  const isOne = items.length === 1
  const release = !isOne && before === savepointBefore ? releaseBothSql : releaseSql
  return { text: parts.join('') + release, items, starts, before: isOne ? undefined : before }
}

/** The statement of a message that the server's position points into. That of an EXECUTE may be one in what was prepared before. */
export function placeTold(
  { items, starts, text }: Message,
  error: PlinthError,
): { readonly item: StatementItem; readonly index: number; readonly unit: number | undefined } | undefined {
  const position = positionOf(error)
  const [only] = items
  if (items.length === 1 && only !== undefined)
    return {
      item: only,
      index: 0,
      unit: position === undefined ? undefined : unitOf(text, position) - (starts[0] ?? 0),
    }
  if (position === undefined || items.some((item) => /^execute\b/i.test(item.text))) return undefined
  const unit = unitOf(text, position)
  const index = starts.findLastIndex((start) => start <= unit)
  const item = items[index]
  return item && { item, index, unit: unit - (starts[index] ?? 0) }
}
