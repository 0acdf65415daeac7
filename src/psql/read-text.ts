import { ScriptInput } from './input.ts'
import type { ScriptItem } from './item.ts'
import { defaultMaxStatementBytes, stateAtBegin, type ReadScriptOptions } from './read-script.ts'
import { ScriptReader } from './script-reader.ts'

/**
 * The items of {@link readScript} for a text in memory, all at once: of thousands of short texts, each turn of an asynchronous reading is felt.
 * Undefined where only that can tell them: of what has meta-commands or COPY rows, and of what is wrong.
 */
export function readText(text: string, options: ReadScriptOptions): readonly ScriptItem[] | undefined {
  const { file, firstLine = 1, maxStatementBytes = defaultMaxStatementBytes } = options
  const input = ScriptInput.ofText(text, { file, offset: 0, line: firstLine, column: 1 })
  const reader = new ScriptReader(input, stateAtBegin(options), maxStatementBytes)
  const items: ScriptItem[] = []
  try {
    reader.begin()
    while (!reader.finished) {
      const found = reader.step()
      if (found instanceof Promise) return unread(found)
      if (found?.kind === 'include') return undefined
      if (found !== undefined) items.push(found)
    }
  } catch {
    return undefined
  }
  return items
}

/** What such a step fails with is told by the reading that takes its place. */
function unread(step: Promise<unknown>): undefined {
  step.catch(() => {})
  return undefined
}
