import * as ascii from './ascii.ts'
import { byteKinds, endOfInteger, endOfNumber, endOfTag, endOfWord, isPrefix } from './byte-kind.ts'
import { kindDigit, kindSpace, kindSpecial, kindWord } from './byte-kind.ts'
import type { ScriptPlace } from './item.ts'
import type { Stop } from './mode.ts'
import { QuoteLexer } from './quote-lexer.ts'
import { StatementWords } from './statement-words.ts'
import { readVariableToken, type VariableToken } from './variable-token.ts'

/**
 * Finds where statements end: a port of the rules of PostgreSQL's `src/fe_utils/psqlscan.l`, on bytes.
 * It stops anywhere and goes on there, so it does not matter how the input is cut into chunks.
 * Two differences on purpose: a continued `E'…'` string stays one over line ends, as the server sees it
 * (psql lexes each line alone and forgets the `E`); and `standard_conforming_strings` is always on.
 */
export class Lexer extends QuoteLexer {
  /** Index of the first character of the statement in progress, or of where it goes on; -1 when there is none. */
  start = -1
  parenDepth = 0
  /** The words of the statement in progress. */
  words = new StatementWords()
  /** Whether to stop at variables. */
  expanding = false
  /** The variable at which the lexer stopped. */
  variable: VariableToken | undefined
  /** Where the outermost open parenthesis stands. */
  #paren: number | ScriptPlace = 0

  /** Forgets the statement in progress; the next one begins at the next token. */
  reset(): void {
    this.start = -1
    this.parenDepth = 0
    this.words.reset()
  }

  /** As `reset`, but the words stay with whoever holds them. */
  forget(): void {
    this.start = -1
    this.parenDepth = 0
    this.words = new StatementWords()
  }

  /** Where the outermost open parenthesis stands. */
  get parenPlace(): ScriptPlace {
    return this.placeOf(this.#paren)
  }

  override leaveWindow(): void {
    super.leaveWindow()
    if (this.parenDepth > 0) this.#paren = this.parenPlace
  }

  /** Reads on to the next thing the caller must decide about. */
  scan(): Stop {
    const input = this.input
    while (input.at < input.bytes.length) {
      const stop = this.mode === 'sql' ? this.#scanSql() : this.scanInQuotes()
      if (stop !== undefined) return stop
    }
    return input.ended ? 'end' : 'more'
  }

  /** Most bytes are read here. */
  #scanSql(): Stop | undefined {
    const input = this.input
    const { bytes } = input
    let { at } = input
    for (; at < bytes.length; at++) {
      const kind = byteKinds[bytes[at]!]!
      if (kind === kindSpace) continue
      input.at = at
      if (kind === kindSpecial) {
        const stop = this.#special(bytes[at]!)
        if (stop !== undefined || this.mode !== 'sql') return stop
        at = input.at - 1
        continue
      }
      if (this.start === -1) this.start = at
      if (kind === kindWord) {
        const stop = this.#word()
        if (stop !== undefined || this.mode !== 'sql') return stop
        at = input.at - 1
      } else {
        if (this.words.interesting) this.words.notWord()
        if (kind !== kindDigit) continue
        const to = endOfNumber(bytes, at)
        if (to === bytes.length && !input.ended) return 'more'
        at = to - 1
      }
    }
    input.at = at
    return undefined
  }

  #special(byte: number): Stop | undefined {
    if (byte === ascii.semicolon) return this.#semicolon()
    if (byte === ascii.backslash) return 'backslash'
    if (byte === ascii.slash || byte === ascii.dash) return this.#commentOrOperator(byte)
    if (byte === ascii.colon) return this.#colon()
    this.#begin()
    if (byte === ascii.quote) this.enter('string', 1)
    else if (byte === ascii.doubleQuote) this.enter('identifier', 1)
    else if (byte === ascii.dollarSign) return this.#dollar()
    else if (byte === ascii.dot) return this.#dot()
    else this.#parenthesis(byte)
    return undefined
  }

  /** The statement begins here, unless it did before; and it goes on with something that is no word. */
  #begin(): void {
    if (this.start === -1) this.start = this.input.at
    if (this.words.interesting) this.words.notWord()
  }

  /** A semicolon ends a statement only outside of parentheses and of BEGIN … END. */
  #semicolon(): Stop | undefined {
    if (this.parenDepth === 0 && this.words.beginDepth === 0) return 'semicolon'
    this.input.at++
    this.words.notWord()
    return undefined
  }

  #parenthesis(byte: number): void {
    const input = this.input
    if (byte === ascii.openParen && this.parenDepth++ === 0) this.#paren = input.at
    if (byte === ascii.closeParen && this.parenDepth > 0) this.parenDepth--
    input.at++
  }

  /** Rules `decimal` and `dot_dot`. */
  #dot(): Stop | undefined {
    const input = this.input
    const { bytes, at } = input
    const next = bytes[at + 1] ?? 0
    const to = byteKinds[next] === kindDigit ? endOfNumber(bytes, at) : at + (next === ascii.dot ? 2 : 1)
    if (this.missing(to)) return 'more'
    input.at = to
    return undefined
  }

  /** A variable is one token, even where it stays as it is. */
  #colon(): Stop | undefined {
    const input = this.input
    const token = readVariableToken(input.bytes, input.at, input.ended)
    if (this.missing(token.end)) return 'more'
    if (token.form !== undefined && this.expanding) {
      this.variable = token
      return 'variable'
    }
    this.#begin()
    input.at = token.end
    return undefined
  }

  /** Rules `xcstart`, `comment` and `operator`: a comment start wins over any operator it is part of. */
  #commentOrOperator(byte: number): Stop | undefined {
    const input = this.input
    if (this.missing(input.at + 1)) return 'more'
    const next = input.bytes[input.at + 1]
    if (byte === ascii.slash && next === ascii.star) {
      this.enter('comment', 2)
    } else if (byte === ascii.dash && next === ascii.dash) this.openLineComment()
    else {
      this.#begin()
      input.at++
    }
    return undefined
  }

  /** Rules `identifier` and `xestart`; N, B, X and U& before a quote change nothing for the splitting. */
  #word(): Stop | undefined {
    const input = this.input
    const { bytes, at } = input
    const to = endOfWord(bytes, at + 1)
    if (this.missing(to)) return 'more'
    if (to - at === 1 && isPrefix(bytes[at]!, bytes[to])) {
      this.words.notWord()
      if ((bytes[at]! | 0x20) === ascii.lowerE) this.enter('escape string', 2)
      else input.at = to
      return undefined
    }
    if (this.words.interesting) this.words.word(bytes, at, to, this.parenDepth === 0 ? 'outside' : 'inside')
    input.at = to
    return undefined
  }

  /** Rules `dolqdelim`, `dolqfailed` and `param`. An identifier has eaten the dollar signs that follow it. */
  #dollar(): Stop | undefined {
    const input = this.input
    const { bytes, at } = input
    const isParameter = byteKinds[bytes[at + 1] ?? 0] === kindDigit
    const i = isParameter ? endOfInteger(bytes, at + 1) : endOfTag(bytes, at + 1)
    if (this.missing(i)) return 'more'
    if (isParameter) input.at = i
    else if (bytes[i] === ascii.dollarSign) {
      this.delimiter = bytes.subarray(at, i + 1)
      this.enter('dollar', i + 1 - at)
    } else input.at++
    return undefined
  }
}
