import { newline } from './ascii.ts'
import type { ScriptPlace } from './item.ts'

/** The bytes a window was decoded from, when the script is not UTF-8: each character of the window stands for one of these. */
export interface RawBytes {
  readonly bytes: Buffer
  /** The length of the character that begins at `index`. */
  lengthAt(bytes: Uint8Array, index: number): number
}

/** Below this, a native search costs more than looking at each byte. */
const shortDistance = 64
const invalidMark = 0xff

/** A piece of a script in memory, and where it stands in its file. Places are worked out only when they are asked for. */
export class Window {
  readonly bytes: Buffer
  readonly raw: RawBytes | undefined
  readonly #first: ScriptPlace
  #index = 0
  #line: number
  #column: number
  #rawIndex = 0

  /** `first` is the place of the first byte. */
  constructor(bytes: Buffer, first: ScriptPlace, raw?: RawBytes) {
    this.bytes = bytes
    this.raw = raw
    this.#first = first
    this.#line = first.line
    this.#column = first.column
  }

  /** The place of a byte. Asking in ascending order costs linear time in all. */
  placeOf(index: number): ScriptPlace {
    if (index < this.#index) this.#restart()
    this.#walk(index)
    const { file, offset } = this.#first
    const passed = this.raw === undefined ? index : this.#rawIndex
    return { file, offset: offset + passed, line: this.#line, column: this.#column }
  }

  /** The index in the raw bytes of what `index` was decoded from. */
  rawIndexOf(index: number): number {
    return this.placeOf(index).offset - this.#first.offset
  }

  #restart(): void {
    this.#index = this.#rawIndex = 0
    this.#line = this.#first.line
    this.#column = this.#first.column
  }

  #walk(to: number): void {
    const { bytes, raw } = this
    const from = this.#index
    if (raw !== undefined) this.#rawIndex = rawAfter(raw, this.#rawIndex, characters(bytes, from, to))
    if (to - from <= shortDistance) this.#walkBytes(to)
    else this.#walkLines(bytes.subarray(0, to))
    this.#index = to
  }

  #walkBytes(to: number): void {
    for (let i = this.#index; i < to; i++) {
      const byte = this.bytes[i]!
      if (byte === newline) {
        this.#line++
        this.#column = 1
      } else if (beginsCharacter(byte)) this.#column++
    }
  }

  #walkLines(bytes: Buffer): void {
    let lineStart = this.#index
    for (let i = bytes.indexOf(newline, lineStart); i !== -1; i = bytes.indexOf(newline, i + 1)) {
      this.#line++
      this.#column = 1
      lineStart = i + 1
    }
    this.#column += characters(bytes, lineStart, bytes.length)
  }
}

/** The value of a variable: all of it stands where the variable does. */
export class FixedWindow extends Window {
  readonly #place: ScriptPlace

  constructor(bytes: Buffer, place: ScriptPlace) {
    super(bytes, place)
    this.#place = place
  }

  override placeOf(): ScriptPlace {
    return this.#place
  }
}

/** A continuation byte of UTF-8 is no character of its own, nor is the mark before a byte that could not be decoded. */
function beginsCharacter(byte: number): boolean {
  return (byte & 0xc0) !== 0x80 && byte !== invalidMark
}

function characters(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) if (beginsCharacter(bytes[i]!)) count++
  return count
}

function rawAfter(raw: RawBytes, from: number, count: number): number {
  let index = from
  for (let i = 0; i < count; i++) index += raw.lengthAt(raw.bytes, index)
  return Math.min(index, raw.bytes.length)
}
