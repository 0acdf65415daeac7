import * as ascii from './ascii.ts'
import { endOfSkippedCommand, isBranchCommand, runBranchCommand } from './branching.ts'
import { clientEncodingChange } from './client-encoding.ts'
import { Conditions } from './conditions.ts'
import { CopyBlock } from './copy-block.ts'
import { findEncoding } from './encodings.ts'
import { endOfLine } from './end-of-line.ts'
import { refuseForeignFile, sniffedBytes } from './file-kind.ts'
import type { ScriptInput } from './input.ts'
import type { CopyItem, EchoItem, StatementItem } from './item.ts'
import { Lexer } from './lexer.ts'
import { interpretMeta, type Interpreted } from './meta-command.ts'
import type { MetaItem } from './meta-item.ts'
import { refuseOldStrings } from './old-strings.ts'
import type { ReadStatement } from './read-statement.ts'
import { scriptError } from './script-error.ts'
import { changeEncoding, type ScriptState } from './script-state.ts'
import { StatementBuilder, type SetAside } from './statement-builder.ts'
import { describeUnclosed, describeUnfinished } from './unfinished.ts'
import { VariableExpander } from './variable-expander.ts'

/** A file that the script wants to be read at this point. */
export interface IncludeRequest {
  readonly kind: 'include'
  readonly name: string
  readonly relativeTo: 'script' | 'project'
  readonly item: MetaItem
}

type Found = StatementItem | CopyItem | EchoItem | IncludeRequest | undefined

/** What one step gives. */
type Step = Found | Promise<Found>

const longestSetting = 1000

/** Turns what the lexer finds in one file into items: the part of psql's `mainloop.c`. */
export class ScriptReader {
  readonly #input: ScriptInput
  readonly #lexer: Lexer
  readonly #statement: StatementBuilder
  readonly #conditions = new Conditions()
  readonly #state: ScriptState
  readonly #expander: VariableExpander | undefined
  readonly #maxStatementBytes: number
  /** The statement in progress at the begin of a branch that does not run. */
  #aside: SetAside | undefined
  #copy: CopyBlock | undefined
  #finished = false
  /** After `\q` psql does not ask for missing `\endif`s. */
  #hasQuit = false

  constructor(input: ScriptInput, state: ScriptState, maxStatementBytes: number) {
    this.#input = input
    this.#state = state
    this.#lexer = new Lexer(input)
    this.#lexer.expanding = state.variables !== undefined
    this.#statement = new StatementBuilder(input, this.#lexer, maxStatementBytes)
    this.#maxStatementBytes = maxStatementBytes
    const { variables } = state
    if (variables !== undefined)
      this.#expander = new VariableExpander(input, this.#lexer, this.#statement, variables)
  }

  /** Looks at the first bytes: refuses what is no SQL, passes over a byte order mark. */
  async open(): Promise<void> {
    const input = this.#input
    while (input.window.bytes.length < sniffedBytes && input.moreFollows) await input.moreRows(0)
    this.begin()
  }

  /** {@link open}, where the first bytes are there already. */
  begin(): void {
    const input = this.#input
    refuseForeignFile(input.window.bytes, input.placeOf(0))
    const { encoding } = this.#state
    const isMarked = input.window.bytes.toString('latin1', 0, 3) === '\xef\xbb\xbf'
    if (isMarked && encoding === undefined) input.passByteOrderMark()
    input.decodeAs(encoding)
    input.checkUnread()
  }

  /** Whether the script was read to its end. */
  get finished(): boolean {
    return this.#finished && this.#copy === undefined
  }

  /**
   * Goes one step on; not every step gives an item. Only steps that read are asynchronous: a promise for each
   * statement would halve the speed. What is left of a COPY block is passed over.
   */
  step(): Step {
    if (this.#copy !== undefined) return this.#leaveCopy(this.#copy)
    switch (this.#lexer.scan()) {
      case 'semicolon':
        return this.#endStatement('semicolon')
      case 'more':
        return this.#more()
      case 'backslash':
        return this.#backslash()
      case 'variable':
        this.#expander?.expand(this.#lexer.variable!)
        return undefined
      case 'end':
        return this.#endWindow()
    }
  }

  /** A file that was included is read. It may have changed the encoding, which psql keeps. */
  goOn(): void {
    this.#useEncoding()
  }

  /** Reads on. The statement in progress stays in the window; comments before it do not. */
  async #more(): Promise<undefined> {
    const input = this.#input
    const lexer = this.#lexer
    lexer.leaveWindow()
    this.#statement.refuseTooLarge(input.bytes.length)
    await input.more(lexer.start === -1 ? input.at : lexer.start)
    if (lexer.start !== -1) lexer.start = 0
  }

  /**
   * Ends the statement before the unread byte. In a branch that does not run it is forgotten; rows that follow it are passed over as
   * rows, where psql, which does not know them for rows, would read them as SQL.
   */
  #endStatement(by: 'semicolon' | 'end'): Step {
    const { copiesFromStdin } = this.#lexer.words
    const isActive = this.#conditions.active
    const statement = isActive ? this.#statement.take() : undefined
    if (!isActive) this.#statement.drop()
    if (by === 'semicolon') this.#input.at++
    if (statement !== undefined) this.#lookAt(statement)
    if (copiesFromStdin) return this.#enterCopy(statement)
    this.#lexer.reset()
    return statement
  }

  /** Finds the few statements that change how the script is read. */
  #lookAt(statement: ReadStatement): void {
    const { initial, length, joined } = statement
    const isSetting = initial === ascii.lowerS || initial === ascii.lowerR || initial === ascii.lowerD
    if (length > longestSetting || (!isSetting && joined === 'one')) return
    const { text } = statement
    refuseOldStrings(text, statement)
    const change = clientEncodingChange(text, statement)
    if (change === undefined) return
    statement.sent = change.sent
    const encoding = change.name === 'default' ? undefined : findEncoding(change.name, statement.at)
    changeEncoding(this.#state, encoding)
    this.#useEncoding()
  }

  #useEncoding(): void {
    this.#statement.interrupt()
    this.#lexer.leaveWindow()
    this.#input.decodeAs(this.#state.encoding)
    this.#statement.goOn()
  }

  async #enterCopy(statement: ReadStatement | undefined): Promise<CopyItem | undefined> {
    const { binary, encoded } = this.#lexer.words
    if (statement !== undefined) refuseCopyForms(statement, binary)
    const head = statement && ({ kind: 'copy', text: statement.text, at: statement.at } as const)
    this.#lexer.reset()
    this.#copy = await CopyBlock.enter(this.#input, encoded ? 'raw' : 'decoded', this.#maxStatementBytes)
    return head && { ...head, dataAt: this.#copy.at, data: this.#copy.data }
  }

  async #leaveCopy(copy: CopyBlock): Promise<undefined> {
    await copy.leave()
    this.#copy = undefined
  }

  #backslash(): Step {
    const { bytes, at, ended } = this.#input
    if (at + 1 === bytes.length && !ended) return this.#more()
    const next = bytes[at + 1]
    if (next !== ascii.semicolon && next !== ascii.colon) return this.#meta()
    this.#separator(next)
    return undefined
  }

  /** psqlscan.l: `\;` and `\:` put the second character into the statement. */
  #separator(next: number): void {
    const statement = this.#statement
    if (next === ascii.semicolon) this.#lexer.words.resetCount()
    if (statement.begun || next === ascii.colon) {
      statement.insert(String.fromCharCode(next))
      if (next === ascii.semicolon) statement.joined = 'several'
    }
    this.#input.at += 2
    statement.goOn()
  }

  /** A meta-command. A statement in progress goes on after it. */
  async #meta(): Promise<Found> {
    const input = this.#input
    if (input.isReading()) throw commandInValue(input)
    this.#statement.interrupt()
    this.#lexer.leaveWindow()
    const end = await endOfLine(input, this.#maxStatementBytes)
    const item = metaItemIn(input, end)
    const next = input.at + 1 + Buffer.byteLength(item.name)
    const { effect, end: stop } = this.#run(item)
    const skipped = item.rest.startsWith('\\\\', stop) ? stop + 2 : stop
    input.at = next + Buffer.byteLength(item.rest.slice(0, skipped))
    if (effect.kind === 'quit') this.#quit()
    this.#useEncoding()
    if (effect.kind === 'echo') return { kind: 'echo', to: effect.to, text: effect.text, at: item.at }
    return effect.kind === 'include' ? { ...effect, item } : undefined
  }

  #run(item: MetaItem): Interpreted {
    const isRestricted = this.#state.restrictKey !== undefined
    if (!isRestricted && isBranchCommand(item.name)) return this.#branch(item)
    if (isRestricted || this.#conditions.active) return interpretMeta(item, this.#state)
    return { effect: { kind: 'nothing' }, end: endOfSkippedCommand(item) }
  }

  /** What a branch that does not run puts into the statement in progress is forgotten at its end. */
  #branch(item: MetaItem): Interpreted {
    const conditions = this.#conditions
    const { variables } = this.#state
    const wasActive = conditions.active
    const end = runBranchCommand(item, conditions, variables)
    if (wasActive && !conditions.active) this.#aside = this.#statement.setAside()
    if (!wasActive && conditions.active && this.#aside !== undefined) this.#statement.takeBack(this.#aside)
    this.#lexer.expanding = variables !== undefined && conditions.active
    return { effect: { kind: 'nothing' }, end }
  }

  #quit(): void {
    this.#hasQuit = true
    this.#input.stop()
  }

  #endWindow(): Step {
    this.#statement.interrupt()
    this.#lexer.leaveWindow()
    if (!this.#input.pop()) return this.#endScript()
    this.#lexer.leaveValue()
    this.#statement.goOn()
    return undefined
  }

  #endScript(): Step {
    this.#statement.goOn()
    this.#finished = true
    const unfinished = describeUnfinished(this.#lexer, this.#statement)
    if (unfinished !== undefined) throw unfinished
    const open = this.#hasQuit ? undefined : this.#conditions.open
    if (open !== undefined) throw describeUnclosed(open)
    return this.#endStatement('end')
  }
}

/** The command at the unread byte of a line. */
function metaItemIn(input: ScriptInput, end: number): MetaItem {
  const { bytes, at } = input
  const lineEnd = bytes[end - 1] === ascii.newline ? end - 1 : end
  const line = bytes.toString('utf8', at + 1, lineEnd)
  const [name = ''] = /^[^ \t\n\r\f\v\\]*/.exec(line) ?? []
  return { name, rest: line.slice(name.length), at: input.placeOf(at) }
}

function refuseCopyForms(statement: ReadStatement, binary: boolean): void {
  if (binary) {
    throw scriptError(statement.at, 'COPY in binary format cannot stand in a script', {
      hint: 'pg_dump writes text COPY blocks; or copy from a file of its own.',
    })
  }
  if (statement.joined === 'several') {
    throw scriptError(
      statement.at,
      'COPY … FROM STDIN cannot be sent together with other statements by \\;',
      { hint: 'Write ; instead of \\; before COPY.' },
    )
  }
}

function commandInValue(input: ScriptInput): Error {
  return scriptError(input.placeOf(input.at), 'the value of a variable holds a meta-command', {
    hint: 'Plinth runs only the SQL in the value of a variable. Take the backslash out of it.',
  })
}
