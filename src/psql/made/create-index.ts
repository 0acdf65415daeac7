import { chooseName, distinctColumnNames } from './chosen-name.ts'
import { indexElementName } from './expression-name.ts'
import { kindOf } from './kind.ts'
import type { IndexShape, Made, MadeCatalog } from './made-catalog.ts'
import { betweenCommas, type TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'

/** CREATE INDEX, from behind that word. An index lives in the schema of its table. */
export function createIndex(t: TokenReader, catalog: MadeCatalog, unique: boolean): void {
  t.pass('concurrently')
  t.pass('if', 'not', 'exists')
  const name = t.isAt('on') ? undefined : t.name().at(-1)
  t.pass('on')
  const only = t.pass('only')
  const table = catalog.relation(t.name())
  const method = t.pass('using') ? (t.take()?.text ?? '') : 'btree'
  const { shape, mentions } = readShape(t, `${String(unique)} ${method}`)
  if (!table || (name !== undefined && catalog.named('relation', table.schema, name).length > 0)) return
  addIndex(catalog, table, { name, shape, mentions, only })
}

interface NewIndex {
  readonly name?: string | undefined
  readonly shape: IndexShape
  readonly mentions: ReadonlySet<string>
  readonly only?: boolean
  readonly under?: Made
}

function readShape(t: TokenReader, start: string): { shape: IndexShape; mentions: ReadonlySet<string> } {
  const elements = betweenCommas(t.group() ?? [])
  const included = t.pass('include') ? betweenCommas(t.group() ?? []) : []
  const distinct = t.isAt('nulls', 'not')
  const predicate = t.passTo('where') === undefined ? [] : t.rest()
  const tokens = [...elements, ...included, predicate].flat()
  return {
    shape: {
      columns: distinctColumnNames([...elements, ...included].map(indexElementName)),
      definition: [start, distinct, elements.length, ...tokens.map(({ text }) => text)].join(' '),
    },
    mentions: new Set(namesIn(tokens)),
  }
}

function namesIn(tokens: readonly Token[]): readonly string[] {
  return tokens.filter(({ kind }) => kind === 'word' || kind === 'quoted').map(({ text }) => text)
}

/** On a partitioned table also for its partitions, unless they have such an index already, which then belongs to this one. */
export function addIndex(catalog: MadeCatalog, table: Made, wanted: NewIndex): Made {
  const { shape, mentions, under } = wanted
  const { schema } = table
  const isTaken = (name: string) => catalog.named('relation', schema, name).length > 0
  const name = wanted.name ?? chooseName(table.name, shape.columns, 'idx', isTaken)
  const index = catalog.add(kindOf('index'), schema, name, { on: table })
  index.index = shape
  index.mentions = mentions
  if (under) attachIndex(index, under)
  if (!wanted.only) for (const partition of partitionsOf(table)) coverPartition(catalog, index, partition)
  return index
}

export function attachIndex(index: Made, under: Made): void {
  index.under = under
  under.parts.add(index)
}

/** `CREATE TABLE … PARTITION OF`, `ATTACH PARTITION`: every index of the parent gets one on the partition. */
export function attachPartition(catalog: MadeCatalog, partition: Made, parent: Made): void {
  partition.on = parent
  parent.parts.add(partition)
  for (const index of indexesOf(parent)) coverPartition(catalog, index, partition)
}

/** The partition and its indexes stand alone again. */
export function detachPartition(partition: Made, parent: Made): void {
  partition.on = undefined
  parent.parts.delete(partition)
  for (const index of indexesOf(partition)) {
    index.under?.parts.delete(index)
    index.under = undefined
  }
}

function coverPartition(catalog: MadeCatalog, index: Made, partition: Made): void {
  if (partition.kind !== 'table' || !index.index) return
  const { definition } = index.index
  const own = indexesOf(partition).find((one) => !one.under && one.index?.definition === definition)
  if (own) attachIndex(own, index)
  else
    addIndex(catalog, partition, { shape: index.index, mentions: index.mentions ?? new Set(), under: index })
}

export function partitionsOf(table: Made): readonly Made[] {
  return [...table.parts].filter(
    (part) => part.on === table && part.space === 'relation' && part.kind.endsWith('table'),
  )
}

export function indexesOf(table: Made): readonly Made[] {
  return [...table.parts].filter((part) => part.kind === 'index' && part.on === table)
}
