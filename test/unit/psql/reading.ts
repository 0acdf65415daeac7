import { PlinthError } from '../../../src/errors.ts'
import type { ScriptItem } from '../../../src/psql/item.ts'
import type { OpenInclude } from '../../../src/psql/include-stack.ts'
import { readScript, type ReadScriptOptions } from '../../../src/psql/read-script.ts'

/** An item with its COPY rows collected, for comparison. */
export interface ReadItem {
  readonly kind: ScriptItem['kind']
  readonly text: string
  readonly data?: string
  readonly at: string
  /** Only where it is not 'to server'. */
  readonly sent?: 'by reader'
}

/** Chunks of the given sizes, repeated; all at once when there are none. */
export async function* inChunks(
  bytes: Uint8Array,
  sizes: readonly number[] = [],
): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : sizes[i % sizes.length]!
    yield bytes.slice(at, at + size)
    at += size
  }
}

export type Options = Omit<ReadScriptOptions, 'file'>

export async function readAll(
  script: string | Uint8Array,
  sizes?: readonly number[],
  options?: Options,
): Promise<ReadItem[]> {
  const { items, error } = await readUntilError(script, sizes, options)
  if (error !== undefined) throw error
  return items
}

/** The items up to the error, if there is one. */
export async function readUntilError(
  script: string | Uint8Array,
  sizes?: readonly number[],
  options: Options = {},
): Promise<{ items: ReadItem[]; error?: unknown }> {
  const bytes = typeof script === 'string' ? Buffer.from(script) : script
  const items: ReadItem[] = []
  try {
    const found = readScript(inChunks(bytes, sizes), { file: 'init.sql', ...options })
    for await (const item of found) items.push(await readItem(item))
  } catch (error) {
    return { items, error }
  }
  return { items }
}

/** An item as it is compared. */
export async function readItem(item: ScriptItem): Promise<ReadItem> {
  const { kind, text } = item
  const at = `${item.at.line}:${item.at.column}@${item.at.offset}`
  if (item.kind === 'copy') return { kind, text, data: await collect(item.data), at }
  return item.kind === 'statement' && item.sent === 'by reader'
    ? { kind, text, at, sent: item.sent }
    : { kind, text, at }
}

/** Statements and texts of \echo as plain text: enough where places don't matter. */
export async function textsOf(script: string | Uint8Array, options?: Options): Promise<string[]> {
  return (await readAll(script, [], options)).map(({ kind, text, data, sent }) => {
    if (kind === 'copy') return `${text} <<< ${data}`
    return kind === 'echo' ? `\\echo ${text}` : sent === undefined ? text : `(${text})`
  })
}

export async function refusal(
  script: string | Uint8Array,
  sizes?: readonly number[],
  options?: Options,
): Promise<PlinthError> {
  try {
    await readAll(script, sizes, options)
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  }
  throw new Error('the script was read without an error')
}

/** Opens files that are held in memory, by their names. */
export function filesOf(files: Readonly<Record<string, string | Uint8Array>>): OpenInclude {
  return async (name, { file, relativeTo }) => {
    const folder = relativeTo === 'script' ? file.replace(/[^/]*$/, '') : ''
    const content = files[folder + name]
    if (content === undefined) throw new Error(`no ${folder}${name}`)
    return { file: folder + name, chunks: inChunks(Buffer.from(content as string)) }
  }
}

async function collect(data: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of data) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}
