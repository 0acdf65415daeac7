import type { ScriptInput } from './input.ts'
import type { ScriptPlace, StatementItem } from './item.ts'
import type { Lexer } from './lexer.ts'
import { collected, endOfStatement, ReadStatement } from './read-statement.ts'
import { scriptError } from './script-error.ts'
import type { StatementWords } from './statement-words.ts'
import { TextParts } from './text-parts.ts'

/** A statement in progress that was put aside. */
export interface SetAside {
  readonly parts: TextParts
  readonly place: ScriptPlace | undefined
  readonly joined: StatementItem['joined']
  readonly parenDepth: number
  readonly words: StatementWords
}

/**
 * The statement in progress: psql's `query_buf`. As long as it stands in one window, it is only known where it begins
 * (`lexer.start`). Where something in its midst is no part of it, what came before is copied.
 */
export class StatementBuilder {
  joined: StatementItem['joined'] = 'one'
  readonly #input: ScriptInput
  readonly #lexer: Lexer
  readonly #maxBytes: number
  #parts = new TextParts()
  /** Where the statement begins; known once it was interrupted. */
  #place: ScriptPlace | undefined

  constructor(input: ScriptInput, lexer: Lexer, maxBytes: number) {
    this.#input = input
    this.#lexer = lexer
    this.#maxBytes = maxBytes
  }

  /** Whether a statement has begun. */
  get begun(): boolean {
    return this.#place !== undefined || this.#lexer.start !== -1
  }

  get place(): ScriptPlace {
    return this.#place ?? this.#input.placeOf(Math.max(this.#lexer.start, 0))
  }

  /** Copies what was read; `goOn` says from where on it continues. */
  interrupt(): void {
    const { start } = this.#lexer
    if (start === -1) return
    const { bytes, at } = this.#input
    this.#place ??= this.#input.placeOf(start)
    this.#parts.append(bytes, start, at)
    this.#lexer.start = -1
    this.refuseTooLarge(at)
  }

  /** The statement continues at the next unread byte, if one has begun. */
  goOn(): void {
    if (this.#place !== undefined) this.#lexer.start = this.#input.at
  }

  /** Puts a text into the statement, which begins here unless it did before. */
  insert(text: string): void {
    if (this.#lexer.start === -1) this.#lexer.start = this.#input.at
    this.interrupt()
    this.#parts.append(Buffer.from(text))
  }

  /** Throws when the statement, read up to `end`, is longer than allowed. */
  refuseTooLarge(end: number): void {
    const { start } = this.#lexer
    const length = this.#parts.length + (start === -1 ? 0 : end - start)
    if (length <= this.#maxBytes) return
    throw scriptError(this.place, `a statement is longer than ${this.#maxBytes} bytes`, {
      hint: 'Is a quote left open? Load large data with COPY … FROM STDIN, or split the INSERT into several. To read longer ones: PLINTH_MAX_STATEMENT=500MB',
    })
  }

  /** The statement, which ends before the unread byte; the next one may begin. Undefined when there is none. */
  take(): ReadStatement | undefined {
    if (!this.begun) return undefined
    this.refuseTooLarge(this.#input.at)
    const statement = this.#place === undefined ? this.#inWindow() : this.#collected()
    this.#place = undefined
    this.#lexer.start = -1
    this.joined = 'one'
    return statement
  }

  /** Puts the statement aside while a branch of `\if` is passed over. */
  setAside(): SetAside {
    this.interrupt()
    const { parenDepth, words } = this.#lexer
    const aside = { parts: this.#parts, place: this.#place, joined: this.joined, parenDepth, words }
    this.#lexer.forget()
    this.drop()
    return aside
  }

  /** Forgets the statement in progress, and goes on with one that was put aside: mainloop.c, `discard_query_text`. */
  takeBack(aside: SetAside): void {
    this.drop()
    this.#parts = aside.parts
    this.#place = aside.place
    this.joined = aside.joined
    this.#lexer.parenDepth = aside.parenDepth
    this.#lexer.words = aside.words
  }

  /** Forgets the statement in progress. */
  drop(): void {
    this.#parts = new TextParts()
    this.#place = undefined
    this.#lexer.start = -1
    this.joined = 'one'
  }

  #inWindow(): ReadStatement | undefined {
    const { bytes, at, window, ascii } = this.#input
    const from = this.#lexer.start
    const to = endOfStatement(bytes, from, at)
    if (to === from) return undefined
    return new ReadStatement({ bytes, from, to, ascii, window, index: from, joined: this.joined })
  }

  #collected(): ReadStatement | undefined {
    this.interrupt()
    const bytes = collected(this.#parts.take())
    if (bytes.to === 0) return undefined
    return new ReadStatement({ ...bytes, window: this.#place!, index: 0, joined: this.joined })
  }
}
