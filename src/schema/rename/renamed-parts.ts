import { quoteWhereNeeded } from '../../psql/quote-identifier.ts'
import type { Fact, Schema } from '../schema.ts'
import { bestPairs, grouped, likeness, onlyIn, ownName } from './pairs.ts'
import type { Rename } from './rename.ts'

/** Constraints and indexes of a table that both schemas have, of which nothing but the name differs. */
export function renamedParts(from: Schema, to: Schema): readonly Rename[] {
  return [...renamedOf(from, to, 'constraint'), ...renamedOf(from, to, 'index')]
}

type Part = Fact<'constraint' | 'index'>

function renamedOf(from: Schema, to: Schema, kind: Part['kind']): readonly Rename[] {
  const formOf = (part: Part) => (from.facts.has(part.parent as never) ? formText(part) : undefined)
  const news = grouped<Part>(onlyIn(to, from, kind), formOf)
  return [...grouped<Part>(onlyIn(from, to, kind), formOf)].flatMap(([form, olds]) =>
    bestPairs(olds, news.get(form) ?? [], (a, b) => 0.001 + likeness(ownName(a), ownName(b))).map(renameOf),
  )
}

/** All of it but its name. What hangs on a part of another name, as the indexes of partitions do, is renamed with it by nobody. */
function formText(part: Part): string | undefined {
  if (part.facets.attachedTo !== null) return undefined
  const { definition, ...rest } = part.facets
  return JSON.stringify([part.parent, namelessDefinition(part, definition), rest])
}

/** The definition of an index names it, that of a constraint does not. */
function namelessDefinition(part: Part, definition: string): string {
  return part.kind === 'index' ? definition.replace(quoteWhereNeeded(ownName(part)), '') : definition
}

function renameOf([before, after]: readonly [Part, Part]): Rename {
  const schema = quoteWhereNeeded(before.name[0] ?? '')
  const table = before.name.slice(0, -1).map(quoteWhereNeeded).join('.')
  const [old, now] = [quoteWhereNeeded(ownName(before)), quoteWhereNeeded(ownName(after))]
  const change = (a: string, b: string) =>
    before.kind === 'index'
      ? `ALTER INDEX ${schema}.${a} RENAME TO ${b}`
      : `ALTER TABLE ${table} RENAME CONSTRAINT ${a} TO ${b}`
  return {
    kind: before.kind,
    from: before.kind === 'index' ? `${schema}.${old}` : `${table}.${old}`,
    to: before.kind === 'index' ? `${schema}.${now}` : `${table}.${now}`,
    keys: [before.key, after.key],
    certainty: 'same',
    sql: change(old, now),
    reverse: change(now, old),
  }
}
