import type { ScriptItem, StatementItem } from './item.ts'
import type { Stretch } from './read-script.ts'

const loCall = /^select\s+pg_catalog\.lo(?:_open|write|_close|_create|_creat|_lseek64)\s*\(/i

/**
 * The items without the BEGIN and COMMIT that pg_dump writes around the data of large objects (pg_backup_archiver.c, `StartRestoreLO`): in
 * a transaction that is open already they mean nothing. Any other BEGIN and COMMIT stays. One item is looked ahead.
 */
export async function* withoutLargeObjectBlocks(stretches: AsyncIterable<Stretch>): AsyncGenerator<Stretch> {
  const blocks = new LargeObjectBlocks()
  for await (const stretch of stretches) {
    const kept = stretch.flatMap((item) => blocks.take(item))
    if (kept.length > 0) yield kept
  }
  const last = blocks.end()
  if (last.length > 0) yield last
}

class LargeObjectBlocks {
  #held: StatementItem | undefined
  #isOpen = false

  /** What of the items so far is known to stay. */
  take(item: ScriptItem): ScriptItem | readonly ScriptItem[] {
    const isCall = item.kind === 'statement' && loCall.test(item.head)
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#isOpen = isCall
    const before = held === undefined || isCall ? [] : [held]
    if (isPlain(item, 'begin')) {
      this.#held = item
      return before
    }
    if (this.#isOpen && isPlain(item, 'commit')) {
      this.#isOpen = false
      return before
    }
    this.#isOpen &&= isCall
    return before.length === 0 ? item : [...before, item]
  }

  /** What was held back at the end. */
  end(): readonly ScriptItem[] {
    return this.#held === undefined ? [] : [this.#held]
  }
}

function isPlain(item: ScriptItem, word: string): item is StatementItem {
  return item.kind === 'statement' && item.head.length === word.length && item.head.toLowerCase() === word
}
