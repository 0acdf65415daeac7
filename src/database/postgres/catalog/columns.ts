import type { FacetsOf } from '../../../schema/facets.ts'
import { ObjectsOf } from './by-place.ts'
import type { ColumnsRow, ExpressionsRow, NotNullsRow, UnusualColumn } from './column-lists.ts'
import { defaultName } from '../../../schema/default-name.ts'
import type { AnyFound, FoundFacets, Known, Place } from './found.ts'
import { numbersIn } from './lists.ts'
import {
  partKey,
  quotedName,
  type RelationColumn,
  type RelationDraft,
  type RelationName,
} from './relation-names.ts'
import type { ReadSequence } from './sequences.ts'

/** What was read of columns, besides what the relations have of them. */
export interface ColumnAnswers {
  readonly expressions: ExpressionsRow
  /** Undefined: before PostgreSQL 18. */
  readonly notNulls: NotNullsRow | undefined
  readonly sequences: readonly ReadSequence[]
}

/** Puts the columns into their relations: their facts are made when all is known. */
export function putColumns(row: ColumnsRow, relations: ReadonlyMap<number, RelationDraft>): void {
  const [columns, flags] = [numbersIn(row.number), numbersIn(row.flags)]
  for (const [i, oid] of numbersIn(row.relation).entries()) {
    const relation = relations.get(oid)
    if (relation === undefined) continue
    const number = columns[i]!
    relation.columns[number] = {
      number,
      name: row.name![i]!,
      type: row.type![i]!,
      notNull: (flags[i]! & 1) > 0,
      inherited: (flags[i]! & 2) > 0,
      identity: (flags[i]! & 4) === 0 ? null : (flags[i]! & 8) > 0 ? 'ALWAYS' : 'BY DEFAULT',
      unusual: row.unusual![i]!,
    }
  }
}

interface Expression {
  readonly oid: number
  readonly expression: string
}

interface NotNull {
  readonly oid: number
  readonly name: string
  readonly noInherit: boolean
  readonly validated: boolean
  readonly parents: readonly string[] | null
  /** Of a column of the child's own. */
  readonly isOfParent: boolean
}

interface DetailOf {
  readonly expression: Expression
  readonly notNull: NotNull
  readonly identity: ReadSequence
}

type Details = { readonly [K in keyof DetailOf]: ObjectsOf<DetailOf[K]> }

/** A relation, the name as the keys of its parts have it, and what is said of its columns, by number. */
type OneRelation = { readonly [K in keyof DetailOf]: ReadonlyMap<number, DetailOf[K]> | undefined } & {
  readonly oid: number
  readonly relation: RelationName
  readonly quoted: string
}

/** The columns of all relations, in the order of these, and their defaults. */
export function* columnFacts(answers: ColumnAnswers, known: Known): Generator<AnyFound> {
  const details = detailsIn(answers)
  for (const [oid, relation] of known.relations) {
    if (relation.kind === 'composite type' || relation.columns.length === 0) continue
    const one: OneRelation = {
      oid,
      relation,
      quoted: quotedName(relation),
      expression: details.expression.columnsOf(oid),
      notNull: details.notNull.columnsOf(oid),
      identity: details.identity.columnsOf(oid),
    }
    for (const column of relation.columns.toSorted(byName))
      if (column !== undefined) yield* columnAndDefault({ column, one, known })
  }
}

function byName(one: RelationColumn | undefined, other: RelationColumn | undefined): number {
  return one!.name < other!.name ? -1 : 1
}

function detailsIn({ expressions, notNulls, sequences }: ColumnAnswers): Details {
  const details = {
    expression: expressionsIn(expressions),
    notNull: notNulls === undefined ? new ObjectsOf<NotNull>() : notNullsIn(notNulls),
    identity: new ObjectsOf<ReadSequence>(),
  }
  for (const one of sequences) if (one.tie === 'i') details.identity.set(one.relation, one.column, one)
  return details
}

function expressionsIn(row: ExpressionsRow): ObjectsOf<Expression> {
  const found = new ObjectsOf<Expression>()
  const [oids, numbers] = [numbersIn(row.oid), numbersIn(row.number)]
  for (const [i, relation] of numbersIn(row.relation).entries())
    found.set(relation, numbers[i]!, { oid: oids[i]!, expression: row.expression![i] ?? '' })
  return found
}

function notNullsIn(row: NotNullsRow): ObjectsOf<NotNull> {
  const found = new ObjectsOf<NotNull>()
  const [oids, numbers, flags] = [numbersIn(row.oid), numbersIn(row.number), numbersIn(row.flags)]
  for (const [i, relation] of numbersIn(row.relation).entries())
    found.set(relation, numbers[i]!, {
      oid: oids[i]!,
      name: row.name![i]!,
      noInherit: (flags[i]! & 1) > 0,
      validated: (flags[i]! & 2) === 0,
      isOfParent: (flags[i]! & 4) > 0,
      parents: row.parents![i]!,
    })
  return found
}

interface OneColumn {
  readonly column: RelationColumn
  readonly one: OneRelation
  readonly known: Known
}

function* columnAndDefault(all: OneColumn): Generator<AnyFound> {
  const { column, one } = all
  const { number } = column
  const [schema, relation] = one.relation.name
  const name = [schema, relation, column.name]
  const key = partKey('column', one.quoted, column.name)
  const expression = one.expression?.get(number)
  const notNull = column.notNull ? one.notNull?.get(number) : undefined
  yield {
    kind: 'column',
    name,
    key,
    parent: one.relation.key,
    place: { catalog: 'pg_class', oid: one.oid, column: number },
    parts: notNull === undefined ? noParts : [{ catalog: 'pg_constraint', oid: notNull.oid }],
    facets: columnFacets(all, notNull),
  }
  if (expression !== undefined && (column.unusual?.generated ?? '') === '')
    yield {
      kind: 'default',
      name,
      key: partKey('default', one.quoted, column.name),
      parent: key,
      place: { catalog: 'pg_attrdef', oid: expression.oid },
      facets: { expression: expression.expression, comment: null, owner: null, grants: null },
    }
}

const none: readonly string[] = []
const noParts: readonly Place[] = []

function columnFacets(all: OneColumn, notNull: NotNull | undefined): FoundFacets<'column'> {
  const { column, one } = all
  const { unusual } = column
  const common = {
    type: column.type,
    collation: null,
    notNull: column.notNull,
    notNullConstraint: notNull === undefined ? null : notNullConstraint(notNull, all),
    identity: identityOf(column, one),
    generated: null,
    storage: null,
    compression: null,
    statistics: null,
    options: none,
    foreignOptions: none,
    inherited: column.inherited,
    comment: null,
    owner: null,
    grants: null,
  }
  return unusual === null
    ? common
    : { ...common, ...unusualFacets(unusual, one.expression?.get(column.number)?.expression) }
}

function unusualFacets(row: UnusualColumn, expression: string | undefined): Partial<FacetsOf['column']> {
  const { generated, storage, compression } = row
  return {
    collation: row.collation,
    generated:
      generated === ''
        ? null
        : { expression: expression ?? '', kept: generated === 'v' ? 'VIRTUAL' : 'STORED' },
    storage: storage === null ? null : (storages[storage] ?? storage),
    compression: compression === null ? null : (compressions[compression] ?? compression),
    statistics: row.statistics,
    options: row.options?.toSorted() ?? none,
    foreignOptions: row.foreign_options?.toSorted() ?? none,
  }
}

const storages: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', x: 'EXTENDED', m: 'MAIN' }
const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' }

function identityOf({ identity, number }: RelationColumn, one: OneRelation): FacetsOf['column']['identity'] {
  const sequence = one.identity?.get(number)
  if (identity === null || sequence === undefined) return null
  return { when: identity, sequence: { name: sequence.name, ...sequence.numbers } }
}

/** Null where the server makes one like it by itself: of the parent's name where there is one, else of the column's. */
function notNullConstraint(
  { oid, name, noInherit, validated, parents, isOfParent }: NotNull,
  { column, one, known }: OneColumn,
): FacetsOf['column']['notNullConstraint'] {
  const comment = known.commentOf({ catalog: 'pg_constraint', oid })
  const [, relation] = one.relation.name
  const isByDefault =
    parents === null
      ? name === `${relation}_${column.name}_not_null` ||
        name === defaultName(relation, column.name, 'not_null')
      : parents.includes(name)
  if (isByDefault && !noInherit && validated && comment === null && !isOfParent) return null
  const found = { name: isByDefault ? null : name, noInherit, validated, comment }
  return isOfParent ? { ...found, isOfParent } : found
}
