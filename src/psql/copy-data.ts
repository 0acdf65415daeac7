import * as ascii from './ascii.ts'
import type { ScriptInput } from './input.ts'

const markerAfterLine = Buffer.from('\n\\.')

/**
 * The rows of a `COPY … FROM STDIN` in a script: a port of `handleCopyIn` of PostgreSQL's `src/bin/psql/copy.c`.
 * They end with a line of `\.` alone, or with the script. Chunks are handed on as they come; never is a row collected.
 */
export class CopyData implements AsyncIterable<Uint8Array> {
  readonly #input: ScriptInput
  #ended = false
  #atLineBegin = true

  constructor(input: ScriptInput) {
    this.#input = input
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (let chunk = await this.#next(); chunk !== undefined; chunk = await this.#next()) yield chunk
  }

  /** Passes over what was not read, so that rows are never taken for SQL (CVE-2026-6464). */
  async skip(): Promise<void> {
    while ((await this.#next()) !== undefined);
  }

  async #next(): Promise<Uint8Array | undefined> {
    const input = this.#input
    while (!this.#ended) {
      const chunk = this.#take()
      if (chunk.length > 0) return chunk
      if (!this.#ended) await input.moreRows(input.at)
    }
    return undefined
  }

  /** The rows in the window, up to the end marker or to what may become one. */
  #take(): Uint8Array {
    const { at, moreFollows } = this.#input
    const { bytes } = this.#input.window
    let i = at
    if (!this.#atLineBegin) i = this.#nextMarker(bytes, at)
    for (; i < bytes.length; i = this.#nextMarker(bytes, i)) {
      const marker = markerLength(bytes, i, moreFollows)
      if (marker === -1) return this.#cut(i, i)
      if (marker === 0) continue
      this.#ended = true
      return this.#cut(i, i + marker)
    }
    this.#ended = !moreFollows
    this.#atLineBegin = bytes.length > at ? bytes[bytes.length - 1] === ascii.newline : this.#atLineBegin
    return this.#cut(bytes.length, bytes.length)
  }

  /** The next line that begins like an end marker; one native search over all rows of the window. */
  #nextMarker(bytes: Buffer, from: number): number {
    const found = bytes.indexOf(markerAfterLine, from)
    if (found !== -1) return found + 1
    return this.#beginningOfMarker(bytes, from)
  }

  /** A marker of which only the line end, or the backslash too, is in the window. */
  #beginningOfMarker(bytes: Buffer, from: number): number {
    const last = bytes.length - 1
    const isCut = bytes[last] === ascii.backslash && bytes[last - 1] === ascii.newline && last - 1 >= from
    return isCut ? last : bytes.length
  }

  /** Hands out the unread bytes up to `end`; what follows begins at `next`. */
  #cut(end: number, next: number): Uint8Array {
    const input = this.#input
    const chunk = input.window.bytes.subarray(input.at, end)
    input.checkRows(end)
    if (end > input.at) this.#atLineBegin = chunk[chunk.length - 1] === ascii.newline
    input.at = next
    return chunk
  }
}

/**
 * The length of the end marker `\.` with its line end; 0 when there is none; -1 when more bytes must tell.
 * A last `\.` without a line end counts, unlike in psql: it hands it to the server, which calls it corrupt;
 * but all that is missing is a line end that an editor took away.
 */
function markerLength(bytes: Uint8Array, at: number, moreFollows: boolean): number {
  const undecided = moreFollows ? -1 : 0
  if (bytes[at] !== ascii.backslash) return 0
  if (at + 1 === bytes.length) return undecided
  if (bytes[at + 1] !== ascii.dot) return 0
  if (at + 2 === bytes.length) return moreFollows ? -1 : 2
  if (bytes[at + 2] === ascii.newline) return 3
  if (bytes[at + 2] !== ascii.carriageReturn) return 0
  if (at + 3 === bytes.length) return moreFollows ? -1 : 3
  return bytes[at + 3] === ascii.newline ? 4 : 0
}
