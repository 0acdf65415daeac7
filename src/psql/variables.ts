import type { ScriptPlace } from './item.ts'
import { connectionVariableNames, refuseUnknowable } from './own-variables.ts'
import { quoteLiteral } from './quote-literal.ts'
import { scriptError } from './script-error.ts'
import { settingGiven, settingsAtStart } from './settings.ts'
import type { VariableForm } from './variable-token.ts'

const validName = /^[A-Za-z0-9_\u0080-\uffff]+$/
const longestValue = 1024 * 1024

/** The variables of a psql script: psql's `variables.c`, and `psql_get_variable` of its `common.c`. */
export class Variables {
  /** Undefined: it has a value, but there is no connection to tell it. */
  readonly #values: Map<string, string | undefined>
  readonly #given: ReadonlyMap<string, string>

  /** Given by the caller, and by the connection where there is one. */
  constructor(given: ReadonlyMap<string, string>) {
    this.#values = new Map<string, string | undefined>([...settingsAtStart, ...given])
    this.#given = given
    this.connect()
    this.encoding = 'UTF8'
  }

  /** The script is connected, maybe anew: psql sets what it knows of the connection, over what the script set. */
  connect(): void {
    for (const name of connectionVariableNames) this.#values.set(name, this.#given.get(name))
  }

  /** PostgreSQL's name of the encoding in which the script goes on. */
  set encoding(name: string) {
    this.#values.set('ENCODING', name)
  }

  /** What stands in the place of a variable; undefined: it stays as it is. Throws `E_SCRIPT` for one that cannot be known. */
  textOf(form: VariableForm, name: string, at: () => ScriptPlace): string | undefined {
    refuseUnknowable(name, this.#values.has(name), at)
    if (form === 'test') return this.#values.has(name) ? 'TRUE' : 'FALSE'
    const value = this.#values.get(name)
    if (value === undefined || form === 'plain') return value
    return form === 'literal' ? literal(value) : identifier(value)
  }

  set(name: string, value: string, at: ScriptPlace): void {
    if (!validName.test(name)) {
      throw scriptError(at, `"${name}" cannot be the name of a variable`, {
        hint: 'Use letters, digits and underscores.',
      })
    }
    if (value.length > longestValue) {
      throw scriptError(at, `the value of the variable ${name} is longer than ${longestValue} characters`, {
        hint: 'Write it into the SQL itself.',
      })
    }
    this.#values.set(name, settingGiven(name, value))
  }

  unset(name: string): void {
    const value = settingGiven(name, undefined)
    if (value === undefined) this.#values.delete(name)
    else this.#values.set(name, value)
  }
}

/** `:'name'`, quoted as `PQescapeLiteral` does: with a space before an `E`, which may stand behind a word. */
function literal(value: string): string {
  const quoted = quoteLiteral(value)
  return quoted.startsWith('E') ? ` ${quoted}` : quoted
}

/** `:"name"`, quoted as `PQescapeIdentifier` does. */
function identifier(value: string): string {
  return `"${value.replaceAll('"', '""')}"`
}
