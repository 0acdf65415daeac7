import { quoteWhereNeeded } from '../../psql/quote-identifier.ts'
import type { Fact, Schema } from '../schema.ts'
import { bestPairs, grouped, likeness, onlyIn, ownName } from './pairs.ts'
import type { Rename } from './rename.ts'

/** Columns of a table that both schemas have: one is gone, and one of the same type has come. */
export function renamedColumns(from: Schema, to: Schema): readonly Rename[] {
  const news = grouped(onlyIn(to, from, 'column'), tableOf)
  const renames: Rename[] = []
  for (const [table, olds] of grouped(onlyIn(from, to, 'column'), tableOf)) {
    const kind = from.facts.get(table as never)?.kind
    if ((kind !== 'table' && kind !== 'foreign table') || to.facts.get(table as never)?.kind !== kind)
      continue
    const places = { before: placesOf(from, table), after: placesOf(to, table) }
    for (const pair of bestPairs(olds, news.get(table) ?? [], (before, after) =>
      scoreOf(before, after, places),
    ))
      renames.push(columnRename(pair, kind))
  }
  return renames
}

function tableOf({ parent, facets }: Fact<'column'>): string | undefined {
  return facets.inherited ? undefined : parent
}

type Places = ReadonlyMap<string, number>

function placesOf({ facts }: Schema, table: string): Places {
  const fact = facts.get(table as never)
  const columns = fact !== undefined && 'columns' in fact.facets ? fact.facets.columns : []
  return new Map(columns.map((name, index) => [name, index]))
}

/** Of another type it is another column. The same place, or a name that is much alike, makes it likely. */
function scoreOf(
  before: Fact<'column'>,
  after: Fact<'column'>,
  places: { readonly before: Places; readonly after: Places },
): number {
  const [a, b] = [before.facets, after.facets]
  if (a.type !== b.type || a.collation !== b.collation) return 0
  if ((a.generated?.expression ?? null) !== (b.generated?.expression ?? null)) return 0
  const hasPlace = places.before.get(ownName(before)) === places.after.get(ownName(after))
  const alike = likeness(ownName(before), ownName(after))
  if (!hasPlace && alike < 0.4) return 0
  return 1 + 2 * alike + (hasPlace ? 0.5 : 0) + (a.notNull === b.notNull ? 0.5 : 0)
}

/** That the one column of a table is the other. */
export function columnRename(
  [before, after]: readonly [Fact<'column'>, Fact<'column'>],
  kind: 'table' | 'foreign table',
): Rename {
  const word = kind.toUpperCase()
  const table = before.name.slice(0, -1).map(quoteWhereNeeded).join('.')
  const [old, now] = [ownName(before), ownName(after)].map(quoteWhereNeeded)
  return {
    kind: 'column',
    from: `${table}.${old}`,
    to: `${table}.${now}`,
    keys: [before.key, after.key],
    certainty: 'similar',
    sql: `ALTER ${word} ${table} RENAME COLUMN ${old} TO ${now}`,
    reverse: `ALTER ${word} ${table} RENAME COLUMN ${now} TO ${old}`,
  }
}
