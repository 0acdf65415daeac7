import * as ascii from './ascii.ts'
import {
  byteKinds,
  endOfInteger,
  endOfPlain,
  endOfTag,
  endOfWord,
  indexOfEither,
  isPrefix,
} from './byte-kind.ts'
import { kindDigit, kindSpace, kindSpecial, kindWord } from './byte-kind.ts'
import type { ScriptInput } from './input.ts'
import type { ScriptPlace } from './item.ts'
import type { Mode, Stop } from './mode.ts'
import { StatementWords } from './statement-words.ts'

/**
 * Finds where statements end: a port of the rules of PostgreSQL's `src/fe_utils/psqlscan.l`, on bytes.
 * It stops anywhere and goes on there, so it does not matter how the input is cut into chunks.
 * Two differences on purpose: a continued `E'…'` string stays one over line ends, as the server sees it
 * (psql lexes each line alone and forgets the `E`); and `standard_conforming_strings` is always on.
 */
export class Lexer {
  mode: Mode = 'sql'
  /** Index of the first character of the statement in progress; -1 when there is none. */
  start = -1
  /** Where the statement in progress begins. */
  startPlace: ScriptPlace
  /** Where the quote or comment in progress begins. */
  openPlace: ScriptPlace
  /** Where the outermost open parenthesis stands. */
  parenPlace: ScriptPlace
  parenDepth = 0
  /** The dollar quote in progress, both dollar signs included. */
  delimiter: Buffer = Buffer.alloc(0)
  readonly words = new StatementWords()
  readonly #input: ScriptInput
  #commentDepth = 0
  #afterLineComment: Mode = 'sql'
  #sawNewline = false

  constructor(input: ScriptInput) {
    this.#input = input
    this.startPlace = this.openPlace = this.parenPlace = input.placeOf(0)
  }

  /** Forgets the statement in progress; the next one begins at the next token. */
  reset(): void {
    this.start = -1
    this.parenDepth = 0
    this.words.reset()
  }

  /** Reads on to the next thing the caller must decide about. */
  scan(): Stop {
    const input = this.#input
    while (input.at < input.bytes.length) {
      const stop = this.#scanMode()
      if (stop !== undefined) return stop
    }
    return input.ended ? 'end' : 'more'
  }

  #scanMode(): Stop | undefined {
    switch (this.mode) {
      case 'sql':
        return this.#scanSql()
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
        return this.#scanLineComment()
    }
  }

  #scanSql(): Stop | undefined {
    const input = this.#input
    const { bytes } = input
    while (input.at < bytes.length) {
      const kind = byteKinds[bytes[input.at]!]!
      if (kind === kindSpace) {
        input.at++
        continue
      }
      const stop = kind === kindSpecial ? this.#special(bytes[input.at]!) : this.#plain(kind)
      if (stop !== undefined || this.mode !== 'sql') return stop
    }
    return undefined
  }

  #plain(kind: number): Stop | undefined {
    this.#begin()
    if (kind === kindWord) return this.#word()
    this.words.notWord()
    const { bytes, at } = this.#input
    const to = endOfPlain(bytes, at)
    if (this.#missing(to)) return 'more'
    this.#input.at = to
    return undefined
  }

  #special(byte: number): Stop | undefined {
    if (byte === ascii.semicolon) return this.#semicolon()
    if (byte === ascii.backslash) return 'backslash'
    if (byte === ascii.slash || byte === ascii.dash) return this.#commentOrOperator(byte)
    this.#begin()
    this.words.notWord()
    if (byte === ascii.quote) this.#open('string', 1)
    else if (byte === ascii.doubleQuote) this.#open('identifier', 1)
    else if (byte === ascii.dollarSign) return this.#dollar()
    else this.#paren(byte)
    return undefined
  }

  /** The statement begins here, unless it did before. */
  #begin(): void {
    if (this.start !== -1) return
    this.start = this.#input.at
    this.startPlace = this.#input.placeOf(this.start)
  }

  #open(mode: Mode, length: number): void {
    this.openPlace = this.#input.placeOf(this.#input.at)
    this.#input.at += length
    this.mode = mode
  }

  #missing(index: number): boolean {
    return index >= this.#input.bytes.length && !this.#input.ended
  }

  /** A ascii.semicolon ends a statement only outside of parentheses and of BEGIN … END. */
  #semicolon(): Stop | undefined {
    if (this.parenDepth === 0 && this.words.beginDepth === 0) return 'semicolon'
    this.#input.at++
    this.words.notWord()
    return undefined
  }

  #paren(byte: number): void {
    const input = this.#input
    if (byte === ascii.openParen && this.parenDepth++ === 0) this.parenPlace = input.placeOf(input.at)
    if (byte === ascii.closeParen && this.parenDepth > 0) this.parenDepth--
    input.at++
  }

  /** Rules `xcstart`, `comment` and `operator`: a comment start wins over any operator it is part of. */
  #commentOrOperator(byte: number): Stop | undefined {
    const input = this.#input
    if (this.#missing(input.at + 1)) return 'more'
    const next = input.bytes[input.at + 1]
    if (byte === ascii.slash && next === ascii.star) {
      this.#commentDepth = 0
      this.#open('comment', 2)
    } else if (byte === ascii.dash && next === ascii.dash) this.#openLineComment()
    else {
      this.#begin()
      this.words.notWord()
      input.at++
    }
    return undefined
  }

  #openLineComment(): void {
    this.#afterLineComment = this.mode
    this.mode = 'line comment'
    this.#input.at += 2
  }

  /** Rules `identifier` and `xestart`; N, B, X and U& before a quote change nothing for the splitting. */
  #word(): Stop | undefined {
    const input = this.#input
    const { bytes, at } = input
    const to = endOfWord(bytes, at + 1)
    if (this.#missing(to)) return 'more'
    if (to - at === 1 && isPrefix(bytes[at]!, bytes[to])) {
      this.words.notWord()
      if ((bytes[at]! | 0x20) === ascii.lowerE) this.#open('escape string', 2)
      else input.at = to
      return undefined
    }
    this.words.word(bytes, at, to, this.parenDepth === 0 ? 'outside' : 'inside')
    input.at = to
    return undefined
  }

  /** Rules `dolqdelim`, `dolqfailed` and `param`. An identifier has eaten the dollar signs that follow it. */
  #dollar(): Stop | undefined {
    const input = this.#input
    const { bytes, at } = input
    const isParameter = byteKinds[bytes[at + 1] ?? 0] === kindDigit
    const i = isParameter ? endOfInteger(bytes, at + 1) : endOfTag(bytes, at + 1)
    if (this.#missing(i)) return 'more'
    if (isParameter) input.at = i
    else if (bytes[i] === ascii.dollarSign) {
      this.delimiter = bytes.subarray(at, i + 1)
      this.#open('dollar', i + 1 - at)
    } else input.at++
    return undefined
  }

  #scanDollar(): Stop | undefined {
    const input = this.#input
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
    const input = this.#input
    return this.#closeAt(indexOfEither(input.bytes, input.at, mark, mark), mark, 'sql')
  }

  #scanEscapeString(): Stop | undefined {
    const { bytes, at } = this.#input
    let i = at
    while (i < bytes.length && bytes[i] !== ascii.quote) {
      if (bytes[i] === ascii.backslash && this.#missing(i + 1)) return this.#stopAt(i)
      i += bytes[i] === ascii.backslash ? 2 : 1
    }
    this.#sawNewline = false
    return this.#closeAt(Math.min(i, bytes.length), ascii.quote, 'after escape string')
  }

  #stopAt(index: number): Stop {
    this.#input.at = index
    return 'more'
  }

  #closeAt(index: number, mark: number, next: Mode): Stop | undefined {
    const input = this.#input
    input.at = index
    if (index === input.bytes.length) return undefined
    if (this.#missing(index + 1)) return 'more'
    const doubled = input.bytes[index + 1] === mark
    input.at += doubled ? 2 : 1
    if (!doubled) this.mode = next
    return undefined
  }

  /** Rule `quotecontinue`: whitespace with a line end in it, then a quote, goes on with the same string. */
  #scanAfterEscapeString(): Stop | undefined {
    const input = this.#input
    const byte = input.bytes[input.at]!
    if (byteKinds[byte] === kindSpace) {
      if (byte === ascii.newline || byte === ascii.carriageReturn) this.#sawNewline = true
      input.at++
    } else if (byte === ascii.quote && this.#sawNewline) this.#open('escape string', 1)
    else if (byte !== ascii.dash) this.mode = 'sql'
    else if (this.#missing(input.at + 1)) return 'more'
    else if (input.bytes[input.at + 1] === ascii.dash) this.#openLineComment()
    else this.mode = 'sql'
    return undefined
  }

  /** State `xc`: comments nest. */
  #scanComment(): Stop | undefined {
    const input = this.#input
    const { bytes } = input
    const i = indexOfEither(bytes, input.at, ascii.star, ascii.slash)
    input.at = i
    if (i === bytes.length) return undefined
    if (this.#missing(i + 1)) return 'more'
    const opens = bytes[i] === ascii.slash && bytes[i + 1] === ascii.star
    const closes = bytes[i] === ascii.star && bytes[i + 1] === ascii.slash
    input.at += opens || closes ? 2 : 1
    if (opens) this.#commentDepth++
    else if (closes && this.#commentDepth-- === 0) this.mode = 'sql'
    return undefined
  }

  /** Rule `comment`: up to a line feed or carriage return, which stays unread. */
  #scanLineComment(): Stop | undefined {
    const input = this.#input
    input.at = indexOfEither(input.bytes, input.at, ascii.newline, ascii.carriageReturn)
    if (input.at < input.bytes.length) this.mode = this.#afterLineComment
    return undefined
  }
}
