import { chooseName } from './chosen-name.ts'
import { addIndex, attachPartition, indexesOf } from './create-index.ts'
import { kindOf } from './kind.ts'
import type { Made, MadeCatalog, NameParts } from './made-catalog.ts'
import type { Making } from './making.ts'
import { betweenCommas, TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'

/** CREATE [FOREIGN] TABLE, also as a partition, and AS a query, which adds nothing here. */
export function createTable({ t, catalog, kind, temporary }: Making): void {
  const parts = t.name()
  const name = parts.at(-1)
  if (name === undefined) return
  const schema = temporary ? 'pg_temp' : catalog.schemaFor(parts)
  if (catalog.named('relation', schema, name).length > 0) return
  const table = catalog.add(kind, schema, name)
  const parent = t.pass('partition', 'of') ? catalog.relation(t.name()) : undefined
  if (t.pass('of')) catalog.needsType(table, t.name())
  for (const element of betweenCommas(t.group() ?? [])) {
    readConstraints(new TokenReader(element), catalog, table)
    readLike(new TokenReader(element), catalog, table)
  }
  if (parent) attachPartition(catalog, table, parent)
  if (t.pass('inherits'))
    for (const inherited of betweenCommas(t.group() ?? []))
      catalog.needs(table, 'table', new TokenReader(inherited).name())
  if (kind.kind === 'foreign table' && t.passTo('server') !== undefined)
    catalog.needs(table, 'server', t.name())
}

/** Constraints with an index and a name: the name is taken then. `CONSTRAINT` is a reserved word, so it means itself. */
export function readConstraints(t: TokenReader, catalog: MadeCatalog, table: Made): void {
  while (t.passTo('constraint') !== undefined) {
    const name = t.name().at(-1)
    if (name !== undefined && ['unique', 'primary', 'exclude'].includes(t.word() ?? ''))
      catalog.add(kindOf('constraint'), table.schema, name, { on: table })
  }
}

/** `LIKE table INCLUDING ALL` copies indexes and statistics, under names that the server chooses. */
function readLike(t: TokenReader, catalog: MadeCatalog, table: Made): void {
  const source = t.pass('like') ? catalog.relation(t.name()) : undefined
  if (!source) return
  const included = includedIn(t.rest())
  for (const index of included.has('indexes') ? indexesOf(source) : [])
    if (index.index) addIndex(catalog, table, { shape: index.index, mentions: index.mentions ?? new Set() })
  for (const part of included.has('statistics') ? source.parts : [])
    if (part.kind === 'statistics') addStatistics(catalog, table, [], [...(part.mentions ?? [])])
}

function includedIn(options: readonly Token[]): ReadonlySet<string> {
  const included = new Set<string>()
  for (let i = 0; i + 1 < options.length; i += 2) {
    const what = options[i + 1]!.text
    for (const one of what === 'all' ? ['indexes', 'statistics'] : [what])
      if (options[i]!.text === 'including') included.add(one)
      else included.delete(one)
  }
  return included
}

/** CREATE STATISTICS; the name may be missing from PostgreSQL 16 on. */
export function createStatistics({ t, catalog }: Making): void {
  const parts = t.isAt('on') ? [] : t.name()
  t.group()
  t.pass('on')
  const columns = betweenCommas(t.until('from')).map((one) => (one.length === 1 ? one[0]!.text : 'expr'))
  const table = t.pass('from') ? catalog.relation(t.name()) : undefined
  if (table) addStatistics(catalog, table, parts, columns)
}

function addStatistics(
  catalog: MadeCatalog,
  table: Made,
  parts: NameParts,
  columns: readonly string[],
): void {
  const given = parts.at(-1)
  const schema = given === undefined ? table.schema : catalog.schemaFor(parts)
  const isTaken = (name: string) => catalog.named('other', schema, name, 'statistics').length > 0
  const name = given ?? chooseName(table.name, columns, 'stat', isTaken)
  const statistics = catalog.add(kindOf('statistics'), schema, name, { on: table })
  statistics.mentions = new Set(columns)
}
