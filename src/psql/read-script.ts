import { ScriptInput } from './input.ts'
import type { ScriptItem } from './item.ts'
import { ScriptReader } from './script-reader.ts'

export interface ReadScriptOptions {
  /** The name of the script in places and errors. */
  readonly file: string
  /** The longest statement that is read; 256 MiB by default. COPY rows don't count. */
  readonly maxStatementBytes?: number
}

const defaultMaxStatementBytes = 256 * 1024 * 1024

/**
 * Reads a psql script: statements, COPY blocks and meta-commands, in the order in which psql acts on them.
 * It streams; memory holds one statement and one chunk. What follows a meta-command `\q` is not read.
 * Psql variables (`:name`) stay as they are: nothing is substituted.
 * The chunks must not be overwritten afterwards, because COPY rows are handed out without copying them.
 */
export async function* readScript(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadScriptOptions,
): AsyncGenerator<ScriptItem> {
  const input = new ScriptInput(chunks, options.file)
  try {
    const reader = new ScriptReader(input, options.maxStatementBytes ?? defaultMaxStatementBytes)
    await reader.open()
    while (!reader.finished) {
      const step = reader.step()
      const item = step instanceof Promise ? await step : step
      if (item !== undefined) yield item
    }
  } finally {
    await input.close()
  }
}
