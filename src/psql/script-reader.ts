import * as ascii from './ascii.ts'
import { byteKinds, kindSpace } from './byte-kind.ts'
import { CopyData } from './copy-data.ts'
import { characterBoundary, checkText, decodeText } from './decode.ts'
import { refuseForeignFile, sniffedBytes } from './file-kind.ts'
import type { ScriptInput } from './input.ts'
import type { CopyItem, MetaItem, ScriptItem, ScriptPlace, StatementItem } from './item.ts'
import { Lexer } from './lexer.ts'
import { refuseOldStrings } from './old-strings.ts'
import { scriptError } from './script-error.ts'
import { describeUnfinished } from './unfinished.ts'

/** A part of the statement in progress that does not belong to its text; relative to its start. */
interface Cut {
  readonly from: number
  readonly to: number
}

/** The rest of the line of a COPY, which psql runs after the rows. */
interface RestOfLine {
  readonly bytes: Buffer
  readonly place: ScriptPlace
}

/** What one step gives. */
type Step = ScriptItem | undefined | Promise<ScriptItem | undefined>

/** Turns what the lexer finds into items: the part of psql's `mainloop.c`. */
export class ScriptReader {
  readonly #input: ScriptInput
  readonly #lexer: Lexer
  readonly #maxStatementBytes: number
  #cuts: Cut[] = []
  #afterSeparator = false
  /** Everything in the window before this was checked to be text. */
  #checked = 0
  #checkedPlace: ScriptPlace
  #copy: CopyData | undefined
  #restOfLine: RestOfLine | undefined
  #finished = false
  /** The `\q` that ended the script; psql still runs the statement in progress. */
  #quit: MetaItem | undefined

  constructor(input: ScriptInput, maxStatementBytes: number) {
    this.#input = input
    this.#lexer = new Lexer(input)
    this.#checkedPlace = input.placeOf(0)
    this.#maxStatementBytes = maxStatementBytes
  }

  /** Looks at the first bytes: refuses what is no SQL, passes over a byte order mark. */
  async open(): Promise<void> {
    const input = this.#input
    while (input.bytes.length < sniffedBytes && !input.ended) await input.more(0)
    refuseForeignFile(input.bytes, this.#checkedPlace)
    if (input.bytes.toString('latin1', 0, 3) === '\xef\xbb\xbf') this.#passByteOrderMark()
  }

  /** Whether the script was read to its end. */
  get finished(): boolean {
    return this.#finished && this.#copy === undefined && this.#quit === undefined
  }

  /**
   * Goes one step on; not every step gives an item. Only steps that read are asynchronous: a promise for each
   * statement would halve the speed. What is left of a COPY block is passed over.
   */
  step(): Step {
    if (this.#copy !== undefined) return this.#leaveCopy(this.#copy)
    if (this.#finished) return this.#takeQuit()
    switch (this.#lexer.scan()) {
      case 'more':
        return this.#more()
      case 'semicolon':
        return this.#endStatement('semicolon')
      case 'backslash':
        return this.#backslash()
      case 'end':
        return this.#endScript()
    }
  }

  #passByteOrderMark(): void {
    this.#input.passByteOrderMark()
    this.#markChecked()
  }

  /** Reads on. The statement in progress stays in the window; comments before it do not. */
  async #more(): Promise<undefined> {
    const input = this.#input
    const lexer = this.#lexer
    if (lexer.start === -1) this.#checkTo(characterBoundary(input.bytes, input.at))
    else this.#checkTo(lexer.start)
    const keepFrom = this.#checked
    this.#refuseTooLarge(input.bytes.length)
    await input.more(keepFrom)
    this.#checked = 0
    if (lexer.start !== -1) lexer.start -= keepFrom
  }

  #refuseTooLarge(end: number): void {
    const { start, startPlace } = this.#lexer
    if (start === -1 || end - start <= this.#maxStatementBytes) return
    throw scriptError(startPlace, `a statement is longer than ${this.#maxStatementBytes} bytes`, {
      hint: 'Is a quote left open? Load large data with COPY … FROM STDIN, or split the INSERT into several.',
    })
  }

  /** Ends the statement before the unread byte. */
  #endStatement(by: 'semicolon' | 'end'): Step {
    const input = this.#input
    const lexer = this.#lexer
    const statement = this.#takeStatement()
    if (by === 'semicolon') input.at++
    this.#markChecked()
    const isCopy = lexer.words.copiesFromStdin
    if (statement !== undefined && isCopy) this.#refuseCopyForms(statement)
    lexer.reset()
    this.#cuts = []
    this.#afterSeparator = false
    return statement !== undefined && isCopy ? this.#enterCopy(statement) : statement
  }

  #takeStatement(): StatementItem | undefined {
    const input = this.#input
    const { start, startPlace } = this.#lexer
    this.#checkTo(start === -1 ? input.at : start)
    if (start === -1) return undefined
    this.#refuseTooLarge(input.at)
    const bytes = input.bytes.subarray(start, input.at)
    const decoded = decodeText(bytes, startPlace)
    const text = trimEnd(this.#cuts.length === 0 ? decoded : this.#withoutCuts(bytes))
    if (text === '') return undefined
    refuseOldStrings(text, startPlace)
    return { kind: 'statement', text, at: startPlace }
  }

  #withoutCuts(bytes: Buffer): string {
    const parts: string[] = []
    let from = 0
    for (const cut of this.#cuts) {
      parts.push(bytes.toString('utf8', from, cut.from))
      from = cut.to
    }
    return parts.join('') + bytes.toString('utf8', from, bytes.length)
  }

  #refuseCopyForms({ at }: StatementItem): void {
    const hint = 'pg_dump writes text COPY blocks; or copy from a file of its own.'
    if (this.#lexer.words.binary)
      throw scriptError(at, 'COPY in binary format cannot stand in a script', { hint })
    if (this.#afterSeparator) {
      throw scriptError(at, 'COPY … FROM STDIN cannot be sent together with other statements by \\;', {
        hint: 'Write ; instead of \\; before COPY.',
      })
    }
  }

  async #enterCopy({ text, at }: StatementItem): Promise<CopyItem> {
    const input = this.#input
    const place = input.placeOf(input.at)
    const end = await this.#endOfLine(input.at)
    const bytes = input.bytes.subarray(input.at, end)
    if (bytes.toString('latin1').trim() !== '') this.#restOfLine = { bytes, place }
    input.at = end
    this.#copy = new CopyData(input)
    return { kind: 'copy', text, at, data: this.#copy }
  }

  async #leaveCopy(copy: CopyData): Promise<undefined> {
    await copy.skip()
    this.#copy = undefined
    if (this.#restOfLine !== undefined) this.#input.putBack(this.#restOfLine.bytes, this.#restOfLine.place)
    this.#restOfLine = undefined
    this.#markChecked()
  }

  /** Index after the line end that follows the unread byte, or of the end of the script. */
  async #endOfLine(from: number): Promise<number> {
    const input = this.#input
    for (let distance = from - input.at; ;) {
      const end = input.bytes.indexOf(ascii.newline, input.at + distance)
      if (end !== -1) return end + 1
      if (input.ended) return input.bytes.length
      distance = input.bytes.length - input.at
      if (distance > this.#maxStatementBytes) throw this.#lineTooLong()
      await this.#more()
    }
  }

  #lineTooLong(): Error {
    const { at } = this.#input
    return scriptError(
      this.#input.placeOf(at),
      `the rest of the line is longer than ${this.#maxStatementBytes} bytes`,
      {
        hint: 'Break the line after the COPY statement or the meta-command.',
      },
    )
  }

  #backslash(): Step {
    const input = this.#input
    if (input.at + 1 === input.bytes.length && !input.ended) return this.#more()
    const next = input.bytes[input.at + 1]
    if (next !== ascii.semicolon && next !== ascii.colon) return this.#meta()
    this.#separator(next)
    return undefined
  }

  /** psqlscan.l: `\;` and `\:` put the second character into the statement. */
  #separator(next: number): void {
    const lexer = this.#lexer
    const { at } = this.#input
    if (lexer.start !== -1) {
      this.#cuts.push({ from: at - lexer.start, to: at - lexer.start + 1 })
      if (next === ascii.semicolon) this.#afterSeparator = true
    }
    if (next === ascii.semicolon) lexer.words.resetCount()
    this.#input.at += 2
  }

  /** A meta-command takes the rest of its line. A statement in progress goes on after it. */
  async #meta(): Promise<MetaItem | undefined> {
    const end = await this.#endOfLine(this.#input.at)
    const input = this.#input
    const lexer = this.#lexer
    const at = input.placeOf(input.at)
    const lineEnd = input.bytes[end - 1] === ascii.newline ? end - 1 : end
    const line = decodeText(input.bytes.subarray(input.at, lineEnd), at)
    if (lexer.start !== -1) this.#cuts.push({ from: input.at - lexer.start, to: lineEnd - lexer.start })
    input.at = lineEnd
    if (lexer.start === -1) this.#checkTo(lineEnd)
    const [, name = '', argument = ''] = /^\\([^\s\\]*)([^]*)$/.exec(line) ?? []
    const item: MetaItem = { kind: 'meta', name, argument: argument.trim(), at }
    if (name !== 'q' && name !== 'quit') return item
    input.stop()
    this.#quit = item
    return undefined
  }

  #endScript(): Step {
    const lexer = this.#lexer
    this.#finished = lexer.start === -1 || !lexer.words.copiesFromStdin
    this.#refuseTooLarge(this.#input.at)
    const unfinished = describeUnfinished(lexer)
    if (unfinished !== undefined) throw unfinished
    return this.#endStatement('end')
  }

  #takeQuit(): MetaItem | undefined {
    const quit = this.#quit
    this.#quit = undefined
    return quit
  }

  #checkTo(index: number): void {
    if (index <= this.#checked) return
    checkText(this.#input.bytes.subarray(this.#checked, index), this.#checkedPlace)
    this.#checked = index
    if (this.#lexer.start === -1) this.#checkedPlace = this.#input.placeOf(index)
  }

  #markChecked(): void {
    this.#checked = this.#input.at
    this.#checkedPlace = this.#input.placeOf(this.#input.at)
  }
}

/** Cuts off the whitespace of SQL; other Unicode spaces are letters to PostgreSQL. */
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && byteKinds[text.charCodeAt(end - 1)] === kindSpace) end--
  return text.slice(0, end)
}
