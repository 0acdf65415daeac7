import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { SequenceNumbers } from '../facets.ts'
import { factsOf, keyOf, type Fact, type FactKey } from '../schema.ts'
import { actionOf, type Action } from './action.ts'
import { lastName, nameOf, ownerName, sqlName } from './names.ts'
import { parentColumns } from './relations.ts'
import type { Site } from './rules.ts'
import { boundsOf } from './sequence-bounds.ts'

type Column = Fact<'column'>
type Numbers = Pick<SequenceNumbers, 'increment' | 'min' | 'max' | 'start'>

/** The new identity of a column that has rows already goes on behind them: it would give numbers again that are taken. */
export function identityBehindRows(
  column: Column,
  { name, ...numbers }: Numbers & { readonly name: string },
): readonly Action[] {
  if (boundsOf(column.facets.type) === undefined) return []
  const sql = setPosition(sqlName(column.name[0]!, name), numbers, [column])
  return [actionOf(column, sql, { needs: [column.key] })]
}

/** The same of a sequence that is new, when the columns that it counts for have their defaults. */
export function sequenceBehindRows(sequence: Fact<'sequence'>, site: Site): readonly Action[] {
  const columns = columnsOf(sequence, site)
  if (columns.length === 0) return []
  const sql = setPosition(nameOf(sequence), sequence.facets, columns)
  const after = columns.flatMap(({ key, name }) => [key, keyOf('default', name)])
  return [actionOf(sequence, sql, { needs: [sequence.key], after })]
}

/** Columns that are there, of whole numbers, that own it or have its next number as their default. What a table has from its parent is counted there. */
function columnsOf(sequence: Fact<'sequence'>, site: Site): readonly Column[] {
  const owner = columnThere(sequence.facets.ownedBy ?? undefined, site)
  const filled = filledBy(site.to).get(sequence.key) ?? []
  const columns = new Map(
    [...owner, ...filled.flatMap((key) => columnThere(key, site))].map((column) => [column.key, column]),
  )
  return [...columns.values()].filter(
    (column) => !parentColumns(column, site.to).some((above) => columns.has(above)),
  )
}

function columnThere(key: FactKey | undefined, site: Site): readonly Column[] {
  const column = key === undefined ? undefined : site.to.facts.get(key)
  if (column?.kind !== 'column' || !site.from.facts.has(column.key) || site.isMade(column.key)) return []
  const isOfTable = column.parent?.startsWith('table ') === true
  return isOfTable && boundsOf(column.facets.type) !== undefined ? [column] : []
}

const filledBySchema = new WeakMap<Site['to'], ReadonlyMap<FactKey, readonly FactKey[]>>()

/** By sequence: the columns whose default is its next number. */
function filledBy(schema: Site['to']): ReadonlyMap<FactKey, readonly FactKey[]> {
  const known = filledBySchema.get(schema)
  if (known !== undefined) return known
  const columns = new Map<FactKey, FactKey[]>()
  for (const { needs, parent, facets } of factsOf(schema, 'default')) {
    if (parent === undefined || !/^nextval\('(?:[^']|'')*'::regclass\)$/.test(facets.expression)) continue
    for (const key of needs.filter((one) => one.startsWith('sequence ')))
      columns.set(key, [...(columns.get(key) ?? []), parent])
  }
  filledBySchema.set(schema, columns)
  return columns
}

/** Of tables without rows, and where all values are before the start, nothing is set: it begins there. */
function setPosition(sequence: string, numbers: Numbers, columns: readonly Column[]): string {
  const isUp = !numbers.increment.startsWith('-')
  const [first] = columns as readonly [Column, ...Column[]]
  const [value, rows] =
    columns.length === 1
      ? [lastName(first), ownerName(first)]
      : ['taken.number', `(${union(columns)}) AS taken (number)`]
  const last = `pg_catalog.${isUp ? 'max' : 'min'}(${value})`
  const place = withinBounds(last, numbers, columns)
  const isTaken = `${last} ${isUp ? '>=' : '<='} ${numbers.start}`
  return `SELECT pg_catalog.setval(${quoteLiteral(sequence)}, ${place}) FROM ${rows} HAVING ${isTaken}`
}

function union(columns: readonly Column[]): string {
  return columns.map((column) => `SELECT ${lastName(column)} FROM ${ownerName(column)}`).join(' UNION ALL ')
}

/** A column may hold what its sequence never counts to. */
function withinBounds(last: string, { increment, min, max }: Numbers, columns: readonly Column[]): string {
  const isUp = !increment.startsWith('-')
  const isWithin = columns.every(({ facets }) => {
    const [lowest, highest] = boundsOf(facets.type)!
    return isUp ? BigInt(highest) <= BigInt(max) : BigInt(lowest) >= BigInt(min)
  })
  if (isWithin) return last
  return isUp ? `LEAST(${last}, ${max})` : `GREATEST(${last}, ${min})`
}
