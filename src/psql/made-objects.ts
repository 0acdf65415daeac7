import type { ScriptItem } from './item.ts'
import { readAlter, readDrop } from './made/alter.ts'
import { readCreate } from './made/create.ts'
import { createTable } from './made/create-table.ts'
import { kindOf } from './made/kind.ts'
import { MadeCatalog, type Made } from './made/made-catalog.ts'
import { readReset, readSet, readSetConfig } from './made/search-path.ts'
import { TokenReader } from './made/token-reader.ts'
import { splitStatements } from './split-statements.ts'

/** An object that a script makes: `table public.users`. The same shape as the names read from a catalog. */
export interface MadeObject {
  readonly kind: string
  readonly name: string
}

/**
 * The names of the objects that the statements of a script make, sorted, as the catalog listing would show them
 * (`database/postgres/objects.sql.ts`): a cheap comparison until a fingerprint exists. It follows renames, drops and the
 * search path, and chooses names as the server does. Not seen is what DO blocks, functions and IMPORT FOREIGN SCHEMA make.
 */
export async function readMadeObjects(items: AsyncIterable<ScriptItem>): Promise<readonly MadeObject[]> {
  const catalog = new MadeCatalog()
  for await (const item of items) readItem(item, catalog)
  return listingOf(catalog)
}

/**
 * Tells of the statements of a script, in order, whether one makes this schema. A dump of a tracked database does so with the tracking
 * schema, unless it was made with --exclude-schema. Only statements about schemas are looked into: a large script is read at the speed
 * of its reader.
 */
export function schemaMaker(schema: string): (item: ScriptItem) => boolean {
  const catalog = new MadeCatalog()
  return (item) => {
    if (item.kind !== 'statement' || !aboutSchema.test(item.joined === 'several' ? item.text : item.head))
      return false
    catalog.touched.delete(schema)
    readItem(item, catalog)
    return catalog.touched.has(schema)
  }
}

const aboutSchema = /\bschema\b/i

type Read = (t: TokenReader, catalog: MadeCatalog) => void

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['create', readCreate],
  ['alter', readAlter],
  ['drop', readDrop],
  ['set', readSet],
  ['reset', readReset],
  ['discard', readReset],
])

/** Most of a large script are statements that make nothing: their text, which may be long, is not asked for. */
function readItem(item: ScriptItem, catalog: MadeCatalog): void {
  if (item.kind !== 'statement') return
  if (item.joined === 'several') for (const text of splitStatements(item.text)) readStatement(text, catalog)
  else if (makes(TokenReader.of(item.head).word())) readStatement(item.text, catalog)
}

function makes(first: string | undefined): boolean {
  return first !== undefined && (readers.has(first) || queries.has(first))
}

function readStatement(text: string, catalog: MadeCatalog): void {
  const t = TokenReader.of(text)
  const first = t.take()
  if (first?.kind !== 'word') return
  if (!queries.has(first.text)) readers.get(first.text)?.(t, catalog)
  else if (setsConfig.test(text)) readSetConfig(t, catalog)
  else if (/\binto\b/i.test(text)) readSelectInto(t, catalog)
}

const queries: ReadonlySet<string> = new Set(['select', 'with'])
const setsConfig = /^select\s+(?:pg_catalog\s*\.\s*)?set_config\b/i

/** `SELECT … INTO [TEMPORARY] table FROM …` is another CREATE TABLE. */
function readSelectInto(t: TokenReader, catalog: MadeCatalog): void {
  const before = t.passTo('into', 'insert', 'merge')
  if (before !== 'into') return
  const temporary = t.pass('temporary') || t.pass('temp')
  t.pass('unlogged')
  t.pass('table')
  createTable({ t, catalog, kind: kindOf('table'), temporary })
}

function listingOf(catalog: MadeCatalog): readonly MadeObject[] {
  const all = [...catalog.all].filter(isListed)
  const filled = new Set(all.map(({ schema }) => schema))
  const listed = all.filter(
    ({ kind, name }) => kind !== 'schema' || !catalog.extended.has(name) || filled.has(name),
  )
  const unique = new Map(
    listed.map((made) => [`${made.kind}\0${nameOf(made)}`, { kind: made.kind, name: nameOf(made) }]),
  )
  return [...unique.values()].sort((a, b) => compareBytes(a.kind, b.kind) || compareBytes(a.name, b.name))
}

/** Not: what comes with another object, what the database has anyway, and what vanishes with the session. */
function isListed(made: Made): boolean {
  if (made.kind === 'constraint' || made.under) return false
  if (made.kind === 'sequence' && made.on) return false
  if (made.kind === 'schema') return made.name !== 'public' && !isSystem(made.name)
  return !isSystem((made.space === 'within' ? made.on?.schema : made.schema) ?? '')
}

function isSystem(schema: string): boolean {
  return schema.startsWith('pg_') || schema === 'information_schema'
}

function nameOf({ space, schema, name, on }: Made): string {
  if (space === 'within') return [on?.schema ?? '', on?.name ?? '', name].map(part).join('.')
  return schema === undefined ? name : [schema, name].map(part).join('.')
}

/** Without quotes, except where a dot or a quote in a name would make the joined name mean something else. */
function part(name: string): string {
  return /[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
