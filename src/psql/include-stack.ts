import { ScriptInput } from './input.ts'
import type { ScriptPlace } from './item.ts'
import { scriptError } from './script-error.ts'
import { ScriptReader } from './script-reader.ts'
import type { ScriptState } from './script-state.ts'

/**
 * Opens a file that a script includes. `\ir` names are relative to the script that includes, `\i` names to the project.
 * Whether the file may be read is for the opener to decide.
 */
export type OpenInclude = (
  name: string,
  from: { readonly file: string; readonly relativeTo: 'script' | 'project' },
) => Promise<IncludedFile>

export interface IncludedFile {
  /** The name of the file in places and errors; the same file must always get the same name. */
  readonly file: string
  readonly chunks: AsyncIterable<Uint8Array>
}

interface OpenFile {
  readonly file: string
  readonly input: ScriptInput
  readonly reader: ScriptReader
}

const deepest = 50

/** The script and the files it is in the middle of including: mainloop.c runs a loop of its own for each. */
export class IncludeStack {
  readonly #files: OpenFile[] = []
  readonly #state: ScriptState
  readonly #maxStatementBytes: number

  constructor(state: ScriptState, maxStatementBytes: number) {
    this.#state = state
    this.#maxStatementBytes = maxStatementBytes
  }

  /** The reader of the innermost file; undefined when all are read. */
  get reader(): ScriptReader | undefined {
    return this.#files.at(-1)?.reader
  }

  /** Begins to read a file. `firstLine` is the number of its first line. */
  async push({ file, chunks }: IncludedFile, firstLine = 1): Promise<void> {
    const input = new ScriptInput(chunks, { file, offset: 0, line: firstLine, column: 1 })
    const reader = new ScriptReader(input, this.#state, this.#maxStatementBytes)
    this.#files.push({ file, input, reader })
    await reader.open()
  }

  /** Opens an included file, unless it is one of those that are being read. */
  async include(open: Promise<IncludedFile>, at: ScriptPlace): Promise<void> {
    const included = await open
    const chain = [...this.#files.map(({ file }) => file), included.file]
    if (this.#files.some(({ file }) => file === included.file)) throw includesItself(chain, at)
    if (this.#files.length >= deepest) throw tooDeep(chain, at)
    await this.push(included)
  }

  /** Leaves the innermost file, and goes on in the one that includes it. */
  async pop(): Promise<void> {
    await this.#files.pop()?.input.close()
    this.reader?.goOn()
  }

  /** Leaves all files. */
  async close(): Promise<void> {
    for (let file = this.#files.pop(); file !== undefined; file = this.#files.pop()) await file.input.close()
  }
}

function includesItself(chain: readonly string[], at: ScriptPlace): Error {
  return scriptError(at, `the file ${chain.at(-1)} includes itself`, {
    detail: chain.join('\n  includes '),
    hint: 'Remove one of the \\i or \\ir lines.',
  })
}

function tooDeep(chain: readonly string[], at: ScriptPlace): Error {
  return scriptError(at, `includes are nested deeper than ${deepest} files`, {
    detail: chain.join('\n  includes '),
    hint: 'Include the files one after the other from one script.',
  })
}
