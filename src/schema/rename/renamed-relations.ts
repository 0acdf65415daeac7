import { quoteWhereNeeded } from '../../psql/quote-identifier.ts'
import type { Fact, FactKey, FactKind, Schema } from '../schema.ts'
import { bestPairs, grouped, likeness, onlyIn, ownName } from './pairs.ts'
import type { Rename } from './rename.ts'

/** Kinds that lose rows, or numbers that were drawn, when they are made anew. */
const words = {
  table: 'TABLE',
  'foreign table': 'FOREIGN TABLE',
  'materialized view': 'MATERIALIZED VIEW',
  sequence: 'SEQUENCE',
  enum: 'TYPE',
} as const satisfies Partial<Record<FactKind, string>>

type Renamed = keyof typeof words

export const renamedKinds = Object.keys(words) as readonly Renamed[]

/** The least share of columns that two tables have in common. */
const leastShare = 0.6

/** Relations and enums of one schema: one is gone, and one like it has come. */
export function renamedRelations(from: Schema, to: Schema): readonly Rename[] {
  return renamedKinds.flatMap((kind) => {
    const news = grouped<Fact<Renamed>>(onlyIn(to, from, kind), schemaOf)
    const likes = { before: contentsOf(from, kind), after: contentsOf(to, kind) }
    return [...grouped<Fact<Renamed>>(onlyIn(from, to, kind), schemaOf)].flatMap(([schema, olds]) =>
      bestPairs(olds, news.get(schema) ?? [], (before, after) =>
        scoreOf(
          { name: ownName(before), holds: likes.before(before) },
          { name: ownName(after), holds: likes.after(after) },
        ),
      ).map(relationRename),
    )
  })
}

function schemaOf({ name }: Fact<Renamed>): string {
  return name[0] ?? ''
}

/** What is compared of one: columns with their types, values, or that it is a sequence at all. */
function contentsOf({ facts }: Schema, kind: Renamed): (fact: Fact<Renamed>) => ReadonlySet<string> {
  if (kind === 'enum') return (fact) => new Set((fact as Fact<'enum'>).facets.values)
  if (kind === 'sequence') return (fact) => new Set([JSON.stringify(fact.facets)])
  const columns = new Map<FactKey, Set<string>>()
  for (const fact of facts.values()) {
    if (fact.kind !== 'column' || fact.parent === undefined) continue
    const own = columns.get(fact.parent) ?? new Set()
    columns.set(fact.parent, own.add(`${ownName(fact)} ${fact.facets.type}`))
  }
  return (fact) => columns.get(fact.key) ?? new Set()
}

interface Compared {
  readonly name: string
  readonly holds: ReadonlySet<string>
}

function scoreOf(before: Compared, after: Compared): number {
  const both = [...before.holds].filter((one) => after.holds.has(one)).length
  const share = both / Math.max(before.holds.size, after.holds.size, 1)
  return share < leastShare ? 0 : share + likeness(before.name, after.name)
}

/** That the one is the other. */
export function relationRename([before, after]: readonly [Fact<Renamed>, Fact<Renamed>]): Rename {
  const schema = quoteWhereNeeded(schemaOf(before))
  const [old, now] = [quoteWhereNeeded(ownName(before)), quoteWhereNeeded(ownName(after))]
  return {
    kind: before.kind,
    from: `${schema}.${old}`,
    to: `${schema}.${now}`,
    keys: [before.key, after.key],
    certainty: 'similar',
    sql: `ALTER ${words[before.kind]} ${schema}.${old} RENAME TO ${now}`,
    reverse: `ALTER ${words[before.kind]} ${schema}.${now} RENAME TO ${old}`,
  }
}
