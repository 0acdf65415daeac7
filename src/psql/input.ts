import type { ScriptPlace } from './item.ts'
import { PlaceCounter } from './place-counter.ts'

const smallestRead = 64 * 1024

/**
 * A window on the bytes of a script. Its bytes are never overwritten, so parts of it can be handed out;
 * a new window is made when more is read. Each read at least doubles what was kept, so that even a statement
 * of 256 MiB that arrives byte by byte costs linear time.
 */
export class ScriptInput {
  bytes: Buffer = Buffer.alloc(0)
  /** Index of the next unread byte. */
  at = 0
  /** Nothing comes after `bytes`. */
  ended = false
  readonly #source: AsyncIterator<Uint8Array>
  readonly #file: string
  #sourceDone = false
  #counter: PlaceCounter

  constructor(chunks: AsyncIterable<Uint8Array>, file: string) {
    this.#file = file
    this.#source = chunks[Symbol.asyncIterator]()
    this.#counter = new PlaceCounter({ file, offset: 0, line: 1, column: 1 }, 0)
  }

  /** A window on a text that is already there. */
  static ofText(text: string): ScriptInput {
    const input = new ScriptInput(none(), '')
    input.bytes = Buffer.from(text)
    input.ended = input.#sourceDone = true
    return input
  }

  /** The place of a byte of the window; must be asked for in ascending order. */
  placeOf(index: number): ScriptPlace {
    return this.#counter.placeOf(this.bytes, index)
  }

  /** Reads on, unless the end was reached. Indexes into the window go down by `keepFrom`. */
  async more(keepFrom: number): Promise<void> {
    this.placeOf(keepFrom)
    const kept = this.bytes.subarray(keepFrom)
    const added = await this.#read(Math.max(smallestRead, kept.length))
    this.bytes = kept.length === 0 && added.length === 1 ? added[0]! : Buffer.concat([kept, ...added])
    this.at -= keepFrom
    this.#counter.shift(keepFrom)
  }

  /** Puts bytes that were passed over in front of the unread ones: the rest of the line of a COPY. */
  putBack(bytes: Buffer, place: ScriptPlace): void {
    const following = this.placeOf(this.at)
    this.bytes = Buffer.concat([bytes, this.bytes.subarray(this.at)])
    this.at = 0
    this.#counter = new PlaceCounter(place, 0)
    this.#counter.jumpAt(bytes.length, following)
  }

  /** Passes over the three bytes of a mark that has no width. */
  passByteOrderMark(): void {
    this.at = 3
    this.#counter = new PlaceCounter({ file: this.#file, offset: 3, line: 1, column: 1 }, 3)
  }

  /** What is unread does not count: the script ends here. */
  stop(): void {
    this.bytes = this.bytes.subarray(0, this.at)
    this.ended = true
  }

  /** Tells the source that nothing more will be read. */
  async close(): Promise<void> {
    if (!this.#sourceDone) await this.#source.return?.()
  }

  async #read(atLeast: number): Promise<Buffer[]> {
    const chunks: Buffer[] = []
    for (let size = 0; size < atLeast && !this.ended;) {
      const next = await this.#source.next()
      if (next.done === true) this.#sourceDone = this.ended = true
      else {
        const { buffer, byteOffset, length } = next.value
        chunks.push(Buffer.from(buffer, byteOffset, length))
        size += length
      }
    }
    return chunks
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}
