import * as ascii from './ascii.ts'
import { byteKinds, indexOfByte, indexOfEither, kindSpace } from './byte-kind.ts'
import type { ScriptInput } from './input.ts'
import type { ScriptPlace } from './item.ts'
import type { Mode, Stop } from './mode.ts'

/** The part of the lexer that reads inside of quotes and comments: the exclusive states of PostgreSQL's `psqlscan.l`. */
export class QuoteLexer {
  mode: Mode = 'sql'
  /** The dollar quote in progress, both dollar signs included. */
  delimiter: Buffer = Buffer.alloc(0)
  protected readonly input: ScriptInput
  #commentDepth = 0
  #afterLineComment: Mode = 'sql'
  #sawNewline = false
  /** Where the quote or comment in progress begins: an index, or a place when its window is gone. */
  #open: number | ScriptPlace = 0

  constructor(input: ScriptInput) {
    this.input = input
  }

  /** Where the quote or comment in progress begins. */
  get openPlace(): ScriptPlace {
    return this.placeOf(this.#open)
  }

  /** The window is about to go: what is known by its index must be known by its place. */
  leaveWindow(): void {
    const { mode } = this
    if (mode !== 'sql' && mode !== 'line comment' && mode !== 'after escape string')
      this.#open = this.openPlace
  }

  /** The value of a variable is read to its end. A line comment does not go on behind it. */
  leaveValue(): void {
    if (this.mode === 'line comment') this.mode = this.#afterLineComment
  }

  protected placeOf(where: number | ScriptPlace): ScriptPlace {
    return typeof where === 'number' ? this.input.placeOf(where) : where
  }

  protected scanInQuotes(): Stop | undefined {
    switch (this.mode) {
      case 'string':
        return this.#scanQuoted(ascii.quote)
      case 'identifier':
        return this.#scanQuoted(ascii.doubleQuote)
      case 'escape string':
        return this.#scanEscapeString()
      case 'after escape string':
        return this.#scanAfterEscapeString()
      case 'dollar':
        return this.#scanDollar()
      case 'comment':
        return this.#scanComment()
      case 'line comment':
      case 'sql':
        return this.#scanLineComment()
    }
  }

  protected enter(mode: Mode, length: number): void {
    this.#open = this.input.at
    this.input.at += length
    this.mode = mode
    this.#commentDepth = 0
  }

  protected missing(index: number): boolean {
    return index >= this.input.bytes.length && !this.input.ended
  }

  protected openLineComment(): void {
    this.#afterLineComment = this.mode
    this.mode = 'line comment'
    this.input.at += 2
  }

  #scanDollar(): Stop | undefined {
    const input = this.input
    const found = input.bytes.indexOf(this.delimiter, input.at)
    if (found !== -1) {
      input.at = found + this.delimiter.length
      this.mode = 'sql'
    } else if (input.ended) input.at = input.bytes.length
    else {
      input.at = Math.max(input.at, input.bytes.length - this.delimiter.length + 1)
      return 'more'
    }
    return undefined
  }

  /** Strings and quoted identifiers: the mark itself is written twice. */
  #scanQuoted(mark: number): Stop | undefined {
    const input = this.input
    return this.#closeAt(indexOfByte(input.bytes, input.at, mark), mark, 'sql')
  }

  #scanEscapeString(): Stop | undefined {
    const { bytes, at } = this.input
    let i = at
    while (i < bytes.length && bytes[i] !== ascii.quote) {
      if (bytes[i] === ascii.backslash && this.missing(i + 1)) return this.#stopAt(i)
      i += bytes[i] === ascii.backslash ? 2 : 1
    }
    this.#sawNewline = false
    return this.#closeAt(Math.min(i, bytes.length), ascii.quote, 'after escape string')
  }

  #stopAt(index: number): Stop {
    this.input.at = index
    return 'more'
  }

  #closeAt(index: number, mark: number, next: Mode): Stop | undefined {
    const input = this.input
    input.at = index
    if (index === input.bytes.length) return undefined
    if (this.missing(index + 1)) return 'more'
    const doubled = input.bytes[index + 1] === mark
    input.at += doubled ? 2 : 1
    if (!doubled) this.mode = next
    return undefined
  }

  /** Rule `quotecontinue`: whitespace with a line end in it, then a quote, goes on with the same string. */
  #scanAfterEscapeString(): Stop | undefined {
    const input = this.input
    const byte = input.bytes[input.at]!
    if (byteKinds[byte] === kindSpace) {
      if (byte === ascii.newline || byte === ascii.carriageReturn) this.#sawNewline = true
      input.at++
    } else if (byte === ascii.quote && this.#sawNewline) this.enter('escape string', 1)
    else if (byte !== ascii.dash) this.mode = 'sql'
    else if (this.missing(input.at + 1)) return 'more'
    else if (input.bytes[input.at + 1] === ascii.dash) this.openLineComment()
    else this.mode = 'sql'
    return undefined
  }

  /** State `xc`: comments nest. */
  #scanComment(): Stop | undefined {
    const input = this.input
    const { bytes } = input
    const i = indexOfEither(bytes, input.at, ascii.star, ascii.slash)
    input.at = i
    if (i === bytes.length) return undefined
    if (this.missing(i + 1)) return 'more'
    const opens = bytes[i] === ascii.slash && bytes[i + 1] === ascii.star
    const closes = bytes[i] === ascii.star && bytes[i + 1] === ascii.slash
    input.at += opens || closes ? 2 : 1
    if (opens) this.#commentDepth++
    else if (closes && this.#commentDepth-- === 0) this.mode = 'sql'
    return undefined
  }

  /** Rule `comment`: up to a line feed or carriage return, which stays unread. */
  #scanLineComment(): Stop | undefined {
    const input = this.input
    input.at = indexOfEither(input.bytes, input.at, ascii.newline, ascii.carriageReturn)
    if (input.at < input.bytes.length) this.mode = this.#afterLineComment
    return undefined
  }
}
