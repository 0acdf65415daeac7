import { quoteLiteral } from '../../psql/quote-literal.ts'
import { quoteWhereNeeded } from '../../psql/quote-identifier.ts'
import { factsOf, type Fact, type Schema } from '../schema.ts'
import type { Rename } from './rename.ts'

/** Enums of as many values as before, of which some at the same place are called otherwise. */
export function renamedEnumValues(from: Schema, to: Schema): readonly Rename[] {
  return factsOf(from, 'enum').flatMap((before) => {
    const after = to.facts.get(before.key)
    return after?.kind === 'enum' ? renamedIn(before, after.facets.values) : []
  })
}

function renamedIn(
  { key, name, facets: { values: olds } }: Fact<'enum'>,
  news: readonly string[],
): readonly Rename[] {
  const changed = olds.flatMap((old, place) =>
    old === news[place] ? [] : [[old, news[place] ?? ''] as const],
  )
  const isRename =
    olds.length === news.length && changed.every(([old, now]) => !news.includes(old) && !olds.includes(now))
  if (!isRename) return []
  const type = name.map(quoteWhereNeeded).join('.')
  return changed.map(([old, now]) => ({
    kind: 'enum value',
    from: `${type} ${quoteLiteral(old)}`,
    to: quoteLiteral(now),
    keys: [key, key],
    certainty: 'similar',
    sql: `ALTER TYPE ${type} RENAME VALUE ${quoteLiteral(old)} TO ${quoteLiteral(now)}`,
    reverse: `ALTER TYPE ${type} RENAME VALUE ${quoteLiteral(now)} TO ${quoteLiteral(old)}`,
  }))
}
