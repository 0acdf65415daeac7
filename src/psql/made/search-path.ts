import type { MadeCatalog } from './made-catalog.ts'
import type { TokenReader } from './token-reader.ts'

/** `SET [LOCAL] search_path = app, public`, `SET SCHEMA 'app'`; the reader stands behind the word SET. */
export function readSet(t: TokenReader, catalog: MadeCatalog): void {
  if (t.word() === 'session' || t.word() === 'local') t.take()
  const isPath = t.pass('search_path')
  if (!isPath && !t.pass('schema')) return
  if (isPath && !t.pass('to')) t.passSign('=')
  if (t.pass('default')) return catalog.resetPath()
  const schemas = t
    .rest()
    .filter(({ kind }) => kind !== 'sign')
    .map(({ text }) => text)
  catalog.path = withoutUser(schemas)
}

/** RESET and DISCARD. */
export function readReset(t: TokenReader, catalog: MadeCatalog): void {
  if (t.pass('search_path') || t.pass('all')) catalog.resetPath()
}

/** `set_config('search_path', 'app, public', false)`, as pg_dump writes it; the reader stands at what is selected. */
export function readSetConfig(t: TokenReader, catalog: MadeCatalog): void {
  if (t.name().at(-1) !== 'set_config') return
  const [setting, , value] = t.group() ?? []
  if (setting?.text.toLowerCase() !== 'search_path' || value?.kind !== 'string') return
  const schemas = [...value.text.matchAll(/"((?:[^"]|"")*)"|[^\s,"]+/g)].map(
    ([word, quoted]) => quoted?.replaceAll('""', '"') ?? word.toLowerCase(),
  )
  catalog.path = withoutUser(schemas)
}

/** Empty: names are qualified then, as in dumps. */
function withoutUser(schemas: readonly string[]): readonly string[] {
  return schemas.filter((schema) => schema !== '$user')
}
