import { IncludeStack, type OpenInclude } from './include-stack.ts'
import type { ScriptItem } from './item.ts'
import { scriptError } from './script-error.ts'
import type { IncludeRequest } from './script-reader.ts'
import type { ScriptState } from './script-state.ts'
import { Variables } from './variables.ts'

export interface ReadScriptOptions {
  /** The name of the script in places and errors. */
  readonly file: string
  /** The line of the file on which the chunks begin; 1 by default. */
  readonly firstLine?: number
  /** The longest statement that is read; 256 MiB by default. COPY rows don't count. */
  readonly maxStatementBytes?: number
  /** The values of psql variables. Without it variables are not enabled: `:name` stays as it is. */
  readonly variables?: ReadonlyMap<string, string>
  /** Opens the files of `\i` and `\ir`, which are refused without it. */
  readonly include?: OpenInclude
  /** The name of the connected database: `\connect` to it changes nothing. */
  readonly database?: string
}

/** 256 MiB. */
export const defaultMaxStatementBytes = 256 * 1024 * 1024

/**
 * Reads a psql script: statements, COPY blocks and texts of `\echo`, in the order in which psql acts on them. Meta-commands
 * are done here, or refused with an `E_SCRIPT`. It streams; memory holds one statement and one chunk.
 * The chunks must not be overwritten afterwards, because COPY rows are handed out without copying them.
 */
export async function* readScript(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadScriptOptions,
): AsyncGenerator<ScriptItem> {
  const files = new IncludeStack(stateAtBegin(options), options.maxStatementBytes ?? defaultMaxStatementBytes)
  try {
    await files.push({ file: options.file, chunks }, options.firstLine)
    for (let { reader } = files; reader !== undefined; { reader } = files) {
      if (reader.finished) {
        await files.pop()
        continue
      }
      const step = reader.step()
      const found = step instanceof Promise ? await step : step
      if (found?.kind === 'include') await include(found, files, options.include)
      else if (found !== undefined) yield found
    }
  } finally {
    await files.close()
  }
}

export function stateAtBegin({ variables, database }: ReadScriptOptions): ScriptState {
  return {
    restrictKey: undefined,
    encoding: undefined,
    variables: variables && new Variables(variables),
    database,
  }
}

async function include(
  { item, name, relativeTo }: IncludeRequest,
  files: IncludeStack,
  open: OpenInclude | undefined,
): Promise<void> {
  if (open === undefined) {
    throw scriptError(item.at, `the meta-command \\${item.name} cannot include a file here`, {
      hint: 'Put the SQL of the other file into this script.',
    })
  }
  await files.include(open(name, { file: item.at.file, relativeTo }), item.at)
}
