import { isAscii } from 'node:buffer'
import { toUtf8, type CharacterSet } from './character-set.ts'
import { noText, textLength } from './decode.ts'
import type { ScriptPlace } from './item.ts'
import { FixedWindow, Window } from './window.ts'

const smallestRead = 64 * 1024
const longestCharacter = 4
const nothing = Buffer.alloc(0)

/** A window that is being read, or that is left for one inside of it. */
export interface Frame {
  readonly window: Window
  readonly bytes: Buffer
  readonly at: number
  readonly ended: boolean
  readonly ascii: boolean
  /** The variable whose value it is. */
  readonly variable?: string | undefined
}

/**
 * A window on the bytes of a script, decoded to UTF-8. Its bytes are never overwritten, so parts of it can be handed out;
 * a new window is made when more is read. Each read at least doubles what was kept, so that even a statement
 * of 256 MiB that arrives byte by byte costs linear time.
 * The values of variables and the rest of the line of a COPY are windows of their own, read before what surrounds them.
 */
export class ScriptInput {
  /** What can be read: UTF-8 without NUL. */
  bytes: Buffer = nothing
  /** Index of the next unread byte. */
  at = 0
  /** Nothing comes after `bytes`; there may still be windows around this one. */
  ended = false
  /** Whether all of `bytes` is known to be ASCII. */
  ascii = true
  window: Window
  readonly #source: AsyncIterator<Uint8Array>
  /** The windows around this one, the script's own first. */
  readonly #outer: Frame[] = []
  #variable: string | undefined
  #checked: Window | undefined
  #sourceDone = false
  #set: CharacterSet | undefined
  /** The beginning of a character whose other bytes were not read yet. */
  #incomplete: Buffer = nothing

  constructor(chunks: AsyncIterable<Uint8Array>, first: ScriptPlace) {
    this.#source = chunks[Symbol.asyncIterator]()
    this.window = new Window(nothing, first)
  }

  /** A window on a text that is already there; `first` is the place of its first byte. */
  static ofText(text: string, first: ScriptPlace = { file: '', offset: 0, line: 1, column: 1 }): ScriptInput {
    const input = new ScriptInput(none(), first)
    input.window = new Window(Buffer.from(text), first)
    input.bytes = input.window.bytes
    input.ended = input.#sourceDone = true
    return input
  }

  placeOf(index: number): ScriptPlace {
    return this.window.placeOf(index)
  }

  /** Reads on in the script itself. Indexes go down by `keepFrom`. Throws `E_SCRIPT` when what follows is no text. */
  async more(keepFrom: number): Promise<void> {
    const { length } = this.bytes
    const unchecked = this.window.bytes.length - length
    if (unchecked > 0 && (unchecked >= longestCharacter || this.#sourceDone)) throw this.#noText(length)
    await this.moreRows(keepFrom)
    this.check(length - keepFrom)
  }

  /** As `more`, but what follows may be any bytes. `check` comes before the next look at `bytes`. */
  async moreRows(keepFrom: number): Promise<void> {
    const { window } = this
    const place = this.placeOf(keepFrom)
    const kept = window.bytes.subarray(keepFrom)
    const rawKept = window.raw?.bytes.subarray(window.rawIndexOf(keepFrom))
    const added = await this.#read(Math.max(smallestRead, kept.length))
    this.at -= keepFrom
    this.#open({ kept, rawKept, added, place })
  }

  /** Whether the script goes on behind the window. */
  get moreFollows(): boolean {
    return !this.#sourceDone
  }

  /** Makes the bytes from `index` on readable, up to where they are no text. Those before it are. */
  check(index: number): void {
    const all = this.window.bytes
    const length = index + textLength(index === 0 ? all : all.subarray(index))
    this.ascii = (index === 0 || this.ascii) && isAscii(all.subarray(index, length))
    this.bytes = length === all.length ? all : all.subarray(0, length)
    this.ended = this.#sourceDone && length === all.length
    this.#checked = this.window
  }

  /** As `check`, from the next unread byte on; nothing before it is asked for again. Costs nothing in a window that was checked. */
  checkUnread(): void {
    if (this.#checked === this.window && this.at <= this.bytes.length) return
    this.ascii = true
    this.check(this.at)
  }

  /** Throws when rows that were decoded hold what stands for no character. */
  checkRows(end: number): void {
    if (this.#set === undefined) return
    const index = this.window.bytes.subarray(0, end).indexOf(0xff, this.at)
    if (index !== -1) throw this.#noText(index)
  }

  /** The encoding in which the script is read; undefined is UTF-8. */
  get encoding(): CharacterSet | undefined {
    return this.#set
  }

  /** From the next unread byte of the script itself on, its bytes are in this encoding. */
  decodeAs(set: CharacterSet | undefined): void {
    if (this.#set === set) return
    const inner = this.suspend()
    const { window, at } = this
    const place = this.placeOf(at)
    const unread = window.raw?.bytes.subarray(window.rawIndexOf(at)) ?? window.bytes.subarray(at)
    const added = [unread, this.#incomplete]
    this.#incomplete = nothing
    this.#set = set
    this.at = 0
    this.#open({ kept: nothing, rawKept: undefined, added, place })
    this.check(0)
    this.resume(inner)
  }

  /** Reads the value of a variable before what follows it, which begins at `next`. */
  pushValue(variable: string, value: string, next: number): void {
    const window = new FixedWindow(Buffer.from(value), this.placeOf(this.at))
    this.at = next
    const { bytes } = window
    this.resume([{ window, bytes, at: 0, ended: true, ascii: isAscii(bytes), variable }])
  }

  /** Goes on in the window around this one. False when there is none. */
  pop(): boolean {
    const frame = this.#outer.pop()
    if (frame !== undefined) this.#enter(frame)
    return frame !== undefined
  }

  /** Leaves all windows that are inside of the script's own. */
  suspend(): readonly Frame[] {
    if (this.#outer.length === 0) return []
    const [bottom, ...inner] = [...this.#outer.splice(0), this.#frame()]
    this.#enter(bottom)
    return inner
  }

  /** Reads these windows, the last one first, before the script goes on. */
  resume(frames: readonly Frame[]): void {
    for (const frame of frames) {
      this.#outer.push(this.#frame())
      this.#enter(frame)
    }
  }

  /** Whether the value of this variable is being read; of any, without a name. */
  isReading(variable?: string): boolean {
    if (variable === undefined) return this.#variable !== undefined
    return this.#variable === variable || this.#outer.some((frame) => frame.variable === variable)
  }

  /** Passes over the three bytes of a mark that has no width. */
  passByteOrderMark(): void {
    const { file, offset, line, column } = this.placeOf(0)
    this.window = new Window(this.window.bytes.subarray(3), { file, offset: offset + 3, line, column })
  }

  /** What is unread does not count: the script ends here. */
  stop(): void {
    this.suspend()
    this.bytes = this.bytes.subarray(0, this.at)
    this.ended = true
  }

  /** Tells the source that nothing more will be read. */
  async close(): Promise<void> {
    if (!this.#sourceDone) await this.#source.return?.()
  }

  #frame(): Frame {
    const { window, bytes, at, ended, ascii } = this
    return { window, bytes, at, ended, ascii, variable: this.#variable }
  }

  #enter({ window, bytes, at, ended, ascii, variable }: Frame): void {
    this.window = window
    this.bytes = bytes
    this.at = at
    this.ended = ended
    this.ascii = ascii
    this.#variable = variable
  }

  #open({ kept, rawKept, added, place }: Opened): void {
    if (this.#set === undefined) {
      const all = kept.length === 0 && added.length === 1 ? added[0]! : Buffer.concat([kept, ...added])
      this.window = new Window(all, place)
      return
    }
    const raw = Buffer.concat([this.#incomplete, ...added])
    const { bytes, end } = toUtf8(this.#set, raw, this.#sourceDone ? 'at the end' : 'more follows')
    this.#incomplete = raw.subarray(end)
    const { lengthAt } = this.#set
    const rawBytes = Buffer.concat([rawKept ?? nothing, raw.subarray(0, end)])
    this.window = new Window(Buffer.concat([kept, bytes]), place, { bytes: rawBytes, lengthAt })
  }

  #noText(index: number): Error {
    return noText(this.window, index, this.#set?.name)
  }

  async #read(atLeast: number): Promise<Buffer[]> {
    const chunks: Buffer[] = []
    for (let size = 0; size < atLeast && !this.#sourceDone;) {
      const next = await this.#source.next()
      if (next.done === true) this.#sourceDone = true
      else {
        const { buffer, byteOffset, length } = next.value
        chunks.push(Buffer.from(buffer, byteOffset, length))
        size += length
      }
    }
    return chunks
  }
}

interface Opened {
  readonly kept: Buffer
  readonly rawKept: Buffer | undefined
  readonly added: readonly Buffer[]
  readonly place: ScriptPlace
}

async function* none(): AsyncGenerator<Uint8Array> {}
