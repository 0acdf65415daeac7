import * as ascii from './ascii.ts'
import type { ScriptInput } from './input.ts'

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
      if (!this.#ended) await input.more(input.at)
    }
    return undefined
  }

  /** The rows in the window, up to the end marker or to what may become one. */
  #take(): Uint8Array {
    const { bytes, at, ended } = this.#input
    for (let i = at; ; i = this.#endOfLine(i)) {
      const marker = this.#atLineBegin ? markerLength(bytes, i, ended) : 0
      const done = marker > 0 || (i === bytes.length && ended)
      if (done) this.#ended = true
      if (done || marker === -1 || i === bytes.length) return this.#cut(i, i + Math.max(marker, 0))
    }
  }

  #endOfLine(from: number): number {
    const end = this.#input.bytes.indexOf(ascii.newline, from)
    this.#atLineBegin = end !== -1
    return end === -1 ? this.#input.bytes.length : end + 1
  }

  /** Hands out the unread bytes up to `end`; what follows begins at `next`. */
  #cut(end: number, next: number): Uint8Array {
    const input = this.#input
    const chunk = input.bytes.subarray(input.at, end)
    input.at = next
    input.placeOf(next)
    return chunk
  }
}

/**
 * The length of the end marker `\.` with its line end; 0 when there is none; -1 when more bytes must tell.
 * A last `\.` without a line end counts, unlike in psql: it hands it to the server, which calls it corrupt;
 * but all that is missing is a line end that an editor took away.
 */
function markerLength(bytes: Uint8Array, at: number, ended: boolean): number {
  const undecided = ended ? 0 : -1
  if (at === bytes.length) return undecided
  if (bytes[at] !== ascii.backslash) return 0
  if (at + 1 === bytes.length) return undecided
  if (bytes[at + 1] !== ascii.dot) return 0
  if (at + 2 === bytes.length) return ended ? 2 : -1
  if (bytes[at + 2] === ascii.newline) return 3
  if (bytes[at + 2] !== ascii.carriageReturn) return 0
  if (at + 3 === bytes.length) return ended ? 3 : -1
  return bytes[at + 3] === ascii.newline ? 4 : 0
}
