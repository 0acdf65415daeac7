import { IncludeStack, type OpenInclude } from './include-stack.ts'
import type { ScriptItem } from './item.ts'
import { scriptError } from './script-error.ts'
import type { IncludeRequest, ScriptReader } from './script-reader.ts'
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
 * Items that are found without waiting for more of the script: a turn of an asynchronous reading for each would take as long as finding it.
 * A COPY is the last of its stretch: its rows are to be read before the next one is asked for.
 */
export type Stretch = readonly ScriptItem[]

/** More items than this would be memory, and no gain. */
const longestStretch = 500

/**
 * Reads a psql script: statements, COPY blocks and texts of `\echo`, in the order in which psql acts on them. Meta-commands
 * are done here, or refused with an `E_SCRIPT`. It streams; memory holds one statement and one chunk.
 * The chunks must not be overwritten afterwards, because COPY rows are handed out without copying them.
 */
export async function* readScript(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadScriptOptions,
): AsyncGenerator<ScriptItem> {
  yield* eachItem(readStretches(chunks, options))
}

/** The items of stretches, one by one. */
export async function* eachItem(stretches: AsyncIterable<Stretch>): AsyncGenerator<ScriptItem> {
  for await (const stretch of stretches) for (const item of stretch) yield item
}

/** As {@link readScript}, with the items that are found together. What comes before an error is handed out before it is thrown. */
export async function* readStretches(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadScriptOptions,
): AsyncGenerator<Stretch> {
  const files = new IncludeStack(stateAtBegin(options), options.maxStatementBytes ?? defaultMaxStatementBytes)
  try {
    await files.push({ file: options.file, chunks }, options.firstLine)
    for (let { reader } = files; reader !== undefined; { reader } = files) {
      if (reader.finished) {
        await files.pop()
        continue
      }
      const { items, request, failure } = await turnOf(reader)
      if (items.length > 0) yield items
      if (failure !== undefined) throw failure.error
      if (request !== undefined) await include(request, files, options.include)
    }
  } finally {
    await files.close()
  }
}

/** What a turn of the reader gives. */
interface Turn {
  readonly items: ScriptItem[]
  /** What it ended with, if not with an item. */
  readonly request?: IncludeRequest
  readonly failure?: { readonly error: unknown }
}

/** Goes on up to the first step that has to be waited for. */
async function turnOf(reader: ScriptReader): Promise<Turn> {
  const items: ScriptItem[] = []
  try {
    for (let waited = false; !waited && !reader.finished && items.length < longestStretch;) {
      const step = reader.step()
      waited = step instanceof Promise
      const found = step instanceof Promise ? await step : step
      if (found?.kind === 'include') return { items, request: found }
      if (found !== undefined) items.push(found)
    }
  } catch (error) {
    return { items, failure: { error } }
  }
  return { items }
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
