/** Collects the parts of a statement that do not stand next to each other in one window. */
export class TextParts {
  #bytes: Buffer = Buffer.alloc(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Copies `bytes[from, to)` to the end. */
  append(bytes: Buffer, from = 0, to = bytes.length): void {
    const length = this.#length + to - from
    if (length > this.#bytes.length) this.#grow(length)
    bytes.copy(this.#bytes, this.#length, from, to)
    this.#length = length
  }

  /** Hands out what was collected, and begins anew. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length)
    this.#bytes = Buffer.alloc(0)
    this.#length = 0
    return taken
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafe(Math.max(length * 2, 256))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}
