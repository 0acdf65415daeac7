import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { FacetsOf } from '../facets.ts'
import { factsOf, keyOf, type Fact } from '../schema.ts'
import { actionOf, type Action } from './action.ts'
import { lastName, nameOf, ownerName, sqlName } from './names.ts'
import { parentColumns } from './relations.ts'
import type { Site } from './rules.ts'
import { boundsOf } from './sequence-bounds.ts'

type Column = Fact<'column'>
type Numbers = Pick<FacetsOf['sequence'], 'increment' | 'min' | 'max' | 'start'>

/** The identity that a column gets, or whose counting began anew, goes on behind the values that are there. */
export function continueIdentity(
  column: Column,
  { name, ...numbers }: Numbers & { readonly name: string },
): Action {
  const sequence = sqlName(column.name[0]!, name)
  return actionOf(column, setPosition(sequence, numbers, [column]))
}

/** The same of a sequence that is new to columns, or began anew, when they have their defaults; none: there are no columns that may hold values of it. */
export function continueSequence(sequence: Fact<'sequence'>, site: Site): readonly Action[] {
  const columns = columnsFilledBy(sequence, site)
  if (columns.length === 0) return []
  const sql = setPosition(nameOf(sequence), sequence.facets, columns)
  const after = columns.flatMap(({ key, name }) => [key, keyOf('default', name)])
  return [actionOf(sequence, sql, { needs: [sequence.key], after })]
}

/** Columns that are there, of whole numbers, whose default is the next number of a sequence. What a table has from its parent is counted there. */
function columnsFilledBy({ key }: Fact<'sequence'>, site: Site): readonly Column[] {
  const columns = factsOf(site.to, 'default').flatMap(({ needs, parent, facets }) => {
    const column = parent === undefined ? undefined : site.to.facts.get(parent)
    const isNext = needs.includes(key) && /^nextval\('(?:[^']|'')*'::regclass\)$/.test(facets.expression)
    if (!isNext || column?.kind !== 'column' || boundsOf(column.facets.type) === undefined) return []
    const isThere = !site.isMade(column.key) && column.parent?.startsWith('table ') === true
    return isThere ? [column] : []
  })
  const keys = new Set(columns.map((column) => column.key))
  return columns.filter((column) => !parentColumns(column, site.to).some((above) => keys.has(above)))
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
  const start = literal(numbers.start)
  const place = withinBounds(`${isUp ? 'GREATEST' : 'LEAST'}(${last}, ${start})`, numbers, columns)
  const isTaken = `${last} ${isUp ? '>=' : '<='} ${start}`
  return `SELECT pg_catalog.setval(${quoteLiteral(sequence)}, ${place}, ${isTaken}) FROM ${rows}`
}

function union(columns: readonly Column[]): string {
  return columns.map((column) => `SELECT ${lastName(column)} FROM ${ownerName(column)}`).join(' UNION ALL ')
}

/** A column may hold what its sequence never counts to. */
function withinBounds(place: string, { increment, min, max }: Numbers, columns: readonly Column[]): string {
  const isUp = !increment.startsWith('-')
  const isWithin = columns.every(({ facets }) => {
    const [lowest, highest] = boundsOf(facets.type)!
    return isUp ? BigInt(highest) <= BigInt(max) : BigInt(lowest) >= BigInt(min)
  })
  if (isWithin) return place
  return isUp ? `LEAST(${place}, ${literal(max)})` : `GREATEST(${place}, ${literal(min)})`
}

/** The lowest number of all is none with a minus before it. */
function literal(number: string): string {
  return number === boundsOf('bigint')![0] ? `'${number}'::bigint` : number
}
