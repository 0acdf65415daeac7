import { isPlain, type ReadConstraint } from './constraints.ts'
import { isIndex, type ReadIndex, type ReadIndexes } from './indexes.ts'
import type { Quote } from './quote.ts'
import type { RelationColumn, RelationName, Relations } from './relation-names.ts'

/**
 * A definition as the server would write it. The server takes long for each, for it looks up what goes without saying; so most are written here. The forms are
 * all that decides how one is written besides names: what is right for one definition is for all others of its forms.
 */
export interface Composed {
  readonly oid: number
  readonly text: string
  readonly forms: readonly string[]
}

/** What names and columns are looked up in. */
export interface Composing {
  readonly relations: Relations
  readonly indexes: ReadIndexes
  readonly quote: Quote
}

/** By the bits of `indoption`: descending, nulls first. */
const orders: Readonly<Record<string, string>> = {
  0: '',
  1: ' DESC NULLS LAST',
  2: ' NULLS FIRST',
  3: ' DESC',
}

/** Undefined: one with expressions, or with something else that is not written here. */
export function composeIndex(index: ReadIndex, { relations, quote }: Composing): Composed | undefined {
  const { oid, method, keys, predicate } = index
  const relation = relations.get(index.relation)
  const columns = relation && columnsOf(relation, index.columns.split(' ').map(Number))
  if (columns === undefined || isIndex(index, 'nulls not distinct') || isIndex(index, 'with column options'))
    return undefined
  const [isUnique, isPartitioned] = [isIndex(index, 'unique'), isIndex(index, 'partitioned')]
  const ordered = index.orders.split(' ')
  const parts = columns.map(({ name }, i) => `${quote(name)}${orders[ordered[i] ?? '0'] ?? ''}`)
  const included = keys < parts.length ? ` INCLUDE (${parts.slice(keys).join(', ')})` : ''
  const shape = [method, isUnique, isPartitioned, included === '', predicate === null].join(' ')
  const [classes, collations] = [index.classes.split(' '), index.collations.split(' ')]
  return {
    oid,
    text: [
      `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ON ${isPartitioned ? 'ONLY ' : ''}${qualified(relation!, quote)}`,
      ` USING ${quote(method)} (${parts.slice(0, keys).join(', ')})${included}${predicate === null ? '' : ` WHERE ${predicate}`}`,
    ].join(''),
    forms: columns
      .slice(0, keys)
      .map(({ type, unusual }, i) =>
        [shape, classes[i], collations[i], ordered[i], type, unusual?.collation].join(' '),
      ),
  }
}

const actions: Readonly<Record<string, string>> = {
  a: '',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
}

/** Undefined: of a kind, or with something, that is not written here. */
export function composeConstraint(constraint: ReadConstraint, around: Composing): Composed | undefined {
  const { oid, type } = constraint
  if (!isPlain(constraint)) return undefined
  const columns = namesOf(constraint.relation, constraint.columns, around)
  if (columns === undefined) return undefined
  if (type === 'f') return composeForeignKey(constraint, columns, around)
  const index = around.indexes.get(constraint.index)
  if ((type !== 'p' && type !== 'u') || index === undefined) return undefined
  if (isIndex(index, 'nulls not distinct') || index.keys !== constraint.columns.length) return undefined
  if (index.keys < index.columns.split(' ').length) return undefined
  return { oid, text: `${type === 'p' ? 'PRIMARY KEY' : 'UNIQUE'} (${columns})`, forms: [type] }
}

function composeForeignKey(
  { oid, other, otherColumns, onUpdate, onDelete }: ReadConstraint,
  columns: string,
  around: Composing,
): Composed | undefined {
  const table = around.relations.get(other)
  const others = namesOf(other, otherColumns, around)
  const [update, erase] = [actions[onUpdate], actions[onDelete]]
  if (table === undefined || others === undefined || update === undefined || erase === undefined)
    return undefined
  const clauses = `${update === '' ? '' : ` ON UPDATE ${update}`}${erase === '' ? '' : ` ON DELETE ${erase}`}`
  const text = `FOREIGN KEY (${columns}) REFERENCES ${qualified(table, around.quote)}(${others})${clauses}`
  return { oid, text, forms: [`f${onUpdate}${onDelete}`] }
}

function namesOf(
  relation: number,
  numbers: readonly number[],
  { relations, quote }: Composing,
): string | undefined {
  const known = relations.get(relation)
  return (
    known &&
    columnsOf(known, numbers)
      ?.map(({ name }) => quote(name))
      .join(', ')
  )
}

/** Undefined where one is none of its columns: an expression, or of the system. */
function columnsOf(
  { columns }: RelationName,
  numbers: readonly number[],
): readonly RelationColumn[] | undefined {
  if (numbers.length === 0) return undefined
  const found: RelationColumn[] = []
  for (const number of numbers) {
    const column = columns[number]
    if (column === undefined) return undefined
    found.push(column)
  }
  return found
}

function qualified({ name: [schema, relation] }: RelationName, quote: Quote): string {
  return `${quote(schema)}.${quote(relation)}`
}
