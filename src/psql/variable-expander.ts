import type { ScriptInput } from './input.ts'
import type { Lexer } from './lexer.ts'
import { scriptError } from './script-error.ts'
import type { StatementBuilder } from './statement-builder.ts'
import type { Variables } from './variables.ts'
import type { VariableToken } from './variable-token.ts'

const mostNested = 1_000_000

/** Puts the values of variables into statements: the rules of psqlscan.l for `:name` and its kin. */
export class VariableExpander {
  readonly #input: ScriptInput
  readonly #lexer: Lexer
  readonly #statement: StatementBuilder
  readonly #variables: Variables
  /** Variables in the values of variables: without a limit, few lines would keep the reader busy for years. */
  #nested = 0

  constructor(input: ScriptInput, lexer: Lexer, statement: StatementBuilder, variables: Variables) {
    this.#input = input
    this.#lexer = lexer
    this.#statement = statement
    this.#variables = variables
  }

  /** Expands the variable at the unread byte. One without a value stays as it is, and so does one in its own value. */
  expand(token: VariableToken): void {
    const { name, form, end } = token
    const input = this.#input
    const isOpen = form === 'plain' && input.isReading(name)
    const text =
      form === undefined || isOpen
        ? undefined
        : this.#variables.textOf(form, name, () => input.placeOf(input.at))
    if (text === undefined) this.#passOver(end)
    else if (form === 'plain') this.#readValue(name, text, end)
    else this.#insert(text, end)
  }

  /** The value is read as SQL, in the place of the variable. */
  #readValue(name: string, value: string, end: number): void {
    const input = this.#input
    if (input.isReading() && ++this.#nested > mostNested) {
      throw scriptError(
        input.placeOf(input.at),
        `the values of variables name others more than ${mostNested} times`,
        {
          hint: 'Write values without variables in them.',
        },
      )
    }
    this.#statement.interrupt()
    this.#lexer.leaveWindow()
    input.pushValue(name, value, end)
    this.#statement.goOn()
  }

  /** The text is quoted: there is nothing to read in it. */
  #insert(text: string, end: number): void {
    this.#statement.insert(text)
    this.#input.at = end
    this.#lexer.words.notWord()
    this.#statement.goOn()
  }

  #passOver(end: number): void {
    const lexer = this.#lexer
    if (lexer.start === -1) lexer.start = this.#input.at
    lexer.words.notWord()
    this.#input.at = end
  }
}
