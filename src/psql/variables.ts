import type { ScriptPlace } from './item.ts'
import { scriptError } from './script-error.ts'

const validName = /^[A-Za-z0-9_\u0080-\uffff]+$/
const longestValue = 1024 * 1024

/** The variables of a psql script: psql's `variables.c`, and `psql_get_variable` of its `common.c`. */
export class Variables {
  readonly #values: Map<string, string>

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = new Map(values)
  }

  get(name: string): string | undefined {
    return this.#values.get(name)
  }

  /** `:'name'`, quoted as `PQescapeLiteral` does. */
  literal(name: string): string | undefined {
    const value = this.get(name)
    if (value === undefined) return undefined
    const doubled = value.replaceAll("'", "''")
    return value.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
  }

  /** `:"name"`, quoted as `PQescapeIdentifier` does. */
  identifier(name: string): string | undefined {
    const value = this.get(name)
    return value === undefined ? undefined : `"${value.replaceAll('"', '""')}"`
  }

  /** `:{?name}`. */
  test(name: string): string {
    return this.#values.has(name) ? 'TRUE' : 'FALSE'
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
    this.#values.set(name, value)
  }

  unset(name: string): void {
    this.#values.delete(name)
  }
}
