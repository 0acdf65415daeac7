import type { ScriptItem, StatementItem } from './item.ts'

const loCall = /^select\s+pg_catalog\.lo(?:_open|write|_close|_create|_creat|_lseek64)\s*\(/i

/**
 * The items without the BEGIN and COMMIT that pg_dump writes around the data of large objects (pg_backup_archiver.c, `StartRestoreLO`): in
 * a transaction that is open already they mean nothing. Any other BEGIN and COMMIT stays. One item is looked ahead.
 */
export async function* withoutLargeObjectBlocks(
  items: AsyncIterable<ScriptItem>,
): AsyncGenerator<ScriptItem> {
  let held: StatementItem | undefined
  let isOpen = false
  for await (const item of items) {
    const isCall = item.kind === 'statement' && loCall.test(item.head)
    if (held !== undefined && !isCall) yield held
    if (held !== undefined) isOpen = isCall
    held = undefined
    if (isPlain(item, 'begin')) {
      held = item
      // Worked out now: the reader goes on.
      void [item.text, item.at]
      continue
    }
    if (isOpen && isPlain(item, 'commit')) {
      isOpen = false
      continue
    }
    isOpen &&= isCall
    yield item
  }
  if (held !== undefined) yield held
}

function isPlain(item: ScriptItem, word: string): item is StatementItem {
  return item.kind === 'statement' && item.head.trim().toLowerCase() === word
}
