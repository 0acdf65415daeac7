import type { Encoding } from './encodings.ts'
import { CopyData } from './copy-data.ts'
import { endOfLine } from './end-of-line.ts'
import type { Frame, ScriptInput } from './input.ts'
import type { ScriptPlace } from './item.ts'
import { Window } from './window.ts'

/**
 * The rows that follow the line of a `COPY … FROM STDIN`. What stands behind the statement on its line is SQL again, which psql
 * runs after the rows.
 */
export class CopyBlock {
  readonly data: CopyData
  /** Where the rows begin. */
  readonly at: ScriptPlace
  readonly #input: ScriptInput
  readonly #after: readonly Frame[]
  readonly #encoding: Encoding

  /** `rows`: those with an encoding of their own are handed out as they stand in the file. */
  static async enter(input: ScriptInput, rows: 'decoded' | 'raw', maxBytes: number): Promise<CopyBlock> {
    const inner = input.suspend()
    const isInLine = inner.some(({ variable }) => variable === undefined)
    const after = isInLine ? inner : [await readLine(input, maxBytes), ...inner]
    return new CopyBlock(input, after, rows)
  }

  private constructor(input: ScriptInput, after: readonly Frame[], rows: 'decoded' | 'raw') {
    this.#input = input
    this.#after = after
    this.#encoding = input.encoding
    if (rows === 'raw') input.decodeAs(undefined)
    this.at = input.placeOf(input.at)
    this.data = new CopyData(input)
  }

  /** Passes over the rows that were not read, and goes back to the rest of the line. */
  async leave(): Promise<void> {
    await this.data.skip()
    this.#input.decodeAs(this.#encoding)
    this.#input.checkUnread()
    this.#input.resume(this.#after)
  }
}

/** Passes over the rest of the line, to be read later. */
async function readLine(input: ScriptInput, maxBytes: number): Promise<Frame> {
  const end = await endOfLine(input, maxBytes)
  const window = new Window(input.bytes.subarray(input.at, end), input.placeOf(input.at))
  input.at = end
  return { window, bytes: window.bytes, at: 0, ended: true, ascii: input.ascii }
}
