import type { Surroundings } from '../project.ts'
import type { Terminal } from './terminal.ts'

/** What a verb of the command line gets, and what it answers: an exit code. */
export interface Call {
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
  readonly at: Surroundings
  readonly terminal: Terminal
}
