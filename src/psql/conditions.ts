import type { ScriptPlace } from './item.ts'
import { scriptError } from './script-error.ts'

/** What is known of an `\if`: whether its branch runs, whether one ran before, whether it lies in a branch that does not run. */
type BranchState = 'true' | 'false' | 'ignored' | 'else true' | 'else false'

export type BranchCommand = 'if' | 'elif' | 'else' | 'endif'

interface Branch {
  state: BranchState
  readonly at: ScriptPlace
}

const deepest = 1000

/** The open `\if`s of a file: a port of PostgreSQL's `src/fe_utils/conditional.c` and of the four commands in psql's `command.c`. */
export class Conditions {
  readonly #branches: Branch[] = []

  /** Whether statements and commands are run here. */
  get active(): boolean {
    const state = this.#branches.at(-1)?.state
    return state === undefined || state === 'true' || state === 'else true'
  }

  /** The innermost `\if` that has no `\endif` yet. */
  get open(): ScriptPlace | undefined {
    return this.#branches.at(-1)?.at
  }

  /** Runs a command. `evaluate` reads its condition; it is called only where psql would. */
  run(command: BranchCommand, at: ScriptPlace, evaluate: () => boolean): void {
    if (command === 'if') this.#if(at, evaluate)
    else {
      const branch = this.#branches.at(-1)
      if (branch === undefined) throw misplaced(at, `\\${command} without \\if`)
      if (command === 'endif') this.#branches.pop()
      else if (branch.state.startsWith('else')) throw misplaced(at, `\\${command} after \\else`)
      else if (command === 'else') branch.state = branch.state === 'false' ? 'else true' : 'else false'
      else if (branch.state === 'true') branch.state = 'ignored'
      else if (branch.state === 'false' && evaluate()) branch.state = 'true'
    }
  }

  #if(at: ScriptPlace, evaluate: () => boolean): void {
    if (this.#branches.length >= deepest) throw misplaced(at, `\\if is nested deeper than ${deepest} levels`)
    const state = !this.active ? 'ignored' : evaluate() ? 'true' : 'false'
    this.#branches.push({ state, at })
  }
}

function misplaced(at: ScriptPlace, message: string): Error {
  return scriptError(at, message, {
    hint: 'Every \\if needs one \\endif; between them any \\elif, then one \\else.',
  })
}
