import { TokenReader } from './made/token-reader.ts'

/** A statement that makes an index beside the use of its table, and leaves an invalid one where it does not come to its end. Names are lists of parts. */
export type ConcurrentBuild =
  /** CREATE INDEX CONCURRENTLY; `name` is empty where the server chooses it. */
  | { readonly kind: 'create'; readonly name: readonly string[]; readonly table: readonly string[] }
  /** REINDEX … CONCURRENTLY; the name of a database may be empty: the present one. */
  | {
      readonly kind: 'reindex'
      readonly what: 'index' | 'table' | 'schema' | 'database'
      readonly name: readonly string[]
    }

/** What a statement makes beside the use of its table; undefined for any other statement. Pure. */
export function concurrentBuildOf(text: string): ConcurrentBuild | undefined {
  const t = TokenReader.of(text)
  if (t.pass('create')) return createOf(t)
  return t.pass('reindex') ? reindexOf(t) : undefined
}

function createOf(t: TokenReader): ConcurrentBuild | undefined {
  t.pass('unique')
  if (!t.pass('index') || !t.pass('concurrently')) return undefined
  t.pass('if', 'not', 'exists')
  const name = t.isAt('on') ? [] : t.name()
  if (!t.pass('on')) return undefined
  t.pass('only')
  return { kind: 'create', name, table: t.name() }
}

function reindexOf(t: TokenReader): ConcurrentBuild | undefined {
  const options = t.group() ?? []
  const what = (['index', 'table', 'schema', 'database'] as const).find((word) => t.pass(word))
  if (what === undefined) return undefined
  const isConcurrent = t.pass('concurrently') || options.some(({ text }) => text === 'concurrently')
  return isConcurrent ? { kind: 'reindex', what, name: t.name() } : undefined
}
