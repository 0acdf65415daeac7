import type { ScriptPlace } from './item.ts'

/** Counts lines and characters while it walks forward over the bytes of a window. */
export class PlaceCounter {
  readonly #file: string
  /** Index in the window of the byte that the other three describe. */
  #index: number
  #offset: number
  #line: number
  #column: number
  /** Where the window goes on at another place of the file; see `ScriptInput.putBack`. */
  #jump: { readonly index: number; readonly place: ScriptPlace } | undefined

  constructor(place: ScriptPlace, index: number) {
    this.#file = place.file
    this.#index = index
    this.#offset = place.offset
    this.#line = place.line
    this.#column = place.column
  }

  /** The place of `bytes[index]`. Going back is not possible: an earlier index gives the current place. */
  placeOf(bytes: Uint8Array, index: number): ScriptPlace {
    if (this.#jump !== undefined && index >= this.#jump.index) this.#takeJump(this.#jump)
    if (index > this.#index) this.#walk(bytes, index)
    return { file: this.#file, offset: this.#offset, line: this.#line, column: this.#column }
  }

  /** From `index` on, the bytes stand at `place`. */
  jumpAt(index: number, place: ScriptPlace): void {
    this.#jump = { index, place }
  }

  /** The window lost its first `count` bytes. */
  shift(count: number): void {
    this.#index -= count
    if (this.#jump !== undefined) this.#jump = { ...this.#jump, index: this.#jump.index - count }
  }

  #takeJump(jump: { readonly index: number; readonly place: ScriptPlace }): void {
    this.#jump = undefined
    this.#index = jump.index
    this.#offset = jump.place.offset
    this.#line = jump.place.line
    this.#column = jump.place.column
  }

  #walk(bytes: Uint8Array, to: number): void {
    let line = this.#line
    let column = this.#column
    for (let i = this.#index; i < to; i++) {
      const byte = bytes[i]!
      if (byte === 0x0a) {
        line++
        column = 1
      } else if ((byte & 0xc0) !== 0x80) column++ // a continuation byte of UTF-8 is no character of its own
    }
    this.#offset += to - this.#index
    this.#index = to
    this.#line = line
    this.#column = column
  }
}
