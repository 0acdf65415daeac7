import { PlinthError } from '../../../src/errors.ts'
import type { ScriptItem } from '../../../src/psql/item.ts'
import { readScript } from '../../../src/psql/read-script.ts'

/** An item with its COPY rows collected, for comparison. */
export interface ReadItem {
  readonly kind: ScriptItem['kind']
  readonly text: string
  readonly data?: string
  readonly at: string
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

export async function readAll(
  script: string | Uint8Array,
  sizes?: readonly number[],
  maxStatementBytes?: number,
): Promise<ReadItem[]> {
  const { items, error } = await readUntilError(script, sizes, maxStatementBytes)
  if (error !== undefined) throw error
  return items
}

/** The items up to the error, if there is one. */
export async function readUntilError(
  script: string | Uint8Array,
  sizes?: readonly number[],
  maxStatementBytes?: number,
): Promise<{ items: ReadItem[]; error?: unknown }> {
  const bytes = typeof script === 'string' ? Buffer.from(script) : script
  const options = { file: 'init.sql', ...(maxStatementBytes === undefined ? {} : { maxStatementBytes }) }
  const items: ReadItem[] = []
  try {
    for await (const item of readScript(inChunks(bytes, sizes), options)) items.push(await readItem(item))
  } catch (error) {
    return { items, error }
  }
  return { items }
}

async function readItem(item: ScriptItem): Promise<ReadItem> {
  const at = `${item.at.line}:${item.at.column}@${item.at.offset}`
  if (item.kind === 'statement') return { kind: item.kind, text: item.text, at }
  if (item.kind === 'echo') return { kind: item.kind, text: item.text, at }
  return { kind: item.kind, text: item.text, data: await collect(item.data), at }
}

/** Statements and metas as plain text: enough where places don't matter. */
export async function textsOf(script: string): Promise<string[]> {
  return (await readAll(script)).map(({ kind, text, data }) =>
    kind === 'copy' ? `${text} <<< ${data}` : kind === 'echo' ? `\\echo ${text}` : text,
  )
}

export async function refusal(script: string | Uint8Array, sizes?: readonly number[]): Promise<PlinthError> {
  try {
    await readAll(script, sizes)
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  }
  throw new Error('the script was read without an error')
}

async function collect(data: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of data) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}
