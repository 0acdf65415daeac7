import { keyOf, type Fact, type FactKey, type Schema } from '../schema.ts'
import { creation, type Planned } from './action.ts'
import { columnClause } from './column-clauses.ts'
import { afterCreation } from './column-rules.ts'
import { constraintClause, finishConstraint, isUnproven } from './constraint-clauses.ts'
import { nameOf, nameOfKey, sqlName } from './names.ts'
import { partsOf } from './table-parts.ts'
import { childrenOf, parentColumns, sqlForeignOptions, sqlOptions, type TableFact } from './relations.ts'
import type { Site } from './rules.ts'

/** CREATE TABLE with the columns, defaults and constraints that it holds, and what of them it cannot say. */
export function createTable(fact: TableFact, site: Site): readonly Planned[] {
  const held = site.held(fact.key)
  const keys = new Set(held.map(({ key }) => key))
  const columns = columnsOf(fact, site.to).filter(({ key }) => keys.has(key))
  const constraints = held.filter((one) => one.kind === 'constraint')
  const lines = [
    ...columns.flatMap((column) => columnLine(column, { fact, keys, site })),
    ...constraints.filter((one) => isDeclared(one, fact)).map(constraintClause),
  ]
  const sql = `${head(fact)}${body(lines, fact)}${tail(fact)}`
  return [
    creation(fact, sql, { after: parentParts(fact, site) }),
    ...columns.flatMap((column) => inheritedParts(column, { fact, keys, site })),
    ...columns.flatMap((column) => afterCreation(column, site)),
    ...constraints.flatMap((constraint) => finishConstraint(constraint)),
  ]
}

/** A CHECK that a child has from its parent is not declared; that of a partition is, to be found when it is attached. */
function isDeclared(constraint: Fact<'constraint'>, { facets }: TableFact): boolean {
  return constraint.facets.attachedTo === null || facets.partitionOf !== null
}

interface Around {
  readonly fact: TableFact
  readonly keys: ReadonlySet<FactKey>
  readonly site: Site
}

/** The columns of a table in their order. */
function columnsOf(fact: TableFact, { facts }: Schema): readonly Fact<'column'>[] {
  return fact.facets.columns
    .map((name) => facts.get(keyOf('column', [...fact.name, name])))
    .filter((column) => column?.kind === 'column')
}

function heldDefault({ name }: Fact<'column'>, { keys, site }: Around): string | undefined {
  const key = keyOf('default', name)
  const fact = keys.has(key) ? site.to.facts.get(key) : undefined
  return fact?.kind === 'default' ? fact.facets.expression : undefined
}

/** A column that comes from a parent or from a type is not declared; a partition is made by itself, and attached. */
function columnLine(column: Fact<'column'>, around: Around): readonly string[] {
  const { fact, site } = around
  const expression = heldDefault(column, around)
  if (fact.facets.ofType !== null) return typedColumn(column, expression)
  if (column.facets.inherited && fact.facets.partitionOf === null) return []
  // A child that stays has a NOT NULL of the same name.
  const standing = childrenOf(site.to, fact.key).some((child) => !site.isMade(child.key))
  return [
    columnClause(column, {
      expression,
      schema: site.to,
      notNullNames: standing ? 'written' : 'as usual',
    }),
  ]
}

function typedColumn(column: Fact<'column'>, expression: string | undefined): readonly string[] {
  const parts = [
    ...(expression === undefined ? [] : [`DEFAULT ${expression}`]),
    ...(column.facets.notNull ? ['NOT NULL'] : []),
  ]
  return parts.length === 0 ? [] : [`${sqlName(column.name[2]!)} WITH OPTIONS ${parts.join(' ')}`]
}

/** What an inherited column has otherwise than that of the parent. */
function inheritedParts(column: Fact<'column'>, around: Around): readonly Planned[] {
  const { fact, site } = around
  if (!column.facets.inherited || fact.facets.partitionOf !== null) return []
  const parents = parentColumns(column, site.to).map((key) => site.to.facts.get(key) as Fact<'column'>)
  const expression = heldDefault(column, around)
  const inherited = parents.map(({ name }) => site.to.facts.get(keyOf('default', name)))
  const isSame = inherited.some((one) => one?.kind === 'default' && one.facets.expression === expression)
  const alter = `ALTER TABLE ${nameOf(fact)} ALTER COLUMN ${sqlName(column.name[2]!)}`
  const hasDefault = inherited.some((one) => one !== undefined)
  return [
    ...(expression !== undefined && !isSame ? [partOf(fact, `${alter} SET DEFAULT ${expression}`)] : []),
    ...(expression === undefined && hasDefault && !site.to.facts.has(keyOf('default', column.name))
      ? [partOf(fact, `${alter} DROP DEFAULT`)]
      : []),
    ...(column.facets.notNull && !parents.some(({ facets }) => facets.notNull)
      ? [partOf(fact, `${alter} SET NOT NULL`)]
      : []),
  ]
}

const partOf = (fact: TableFact, sql: string) => creation(fact, sql, { needs: [] })

/** A child gets what its parent has when it is made. */
function parentParts(fact: TableFact, { to }: Site): readonly FactKey[] {
  if (fact.facets.partitionOf !== null || fact.facets.inherits.length === 0) return []
  return fact.facets.inherits
    .flatMap((parent) => partsOf(parent, to))
    .flatMap((key) => {
      const part = to.facts.get(key)
      if (part?.kind === 'column') return [key, keyOf('default', part.name)]
      return part?.kind === 'constraint' && !isUnproven(part) ? [key] : []
    })
}

function head(fact: TableFact): string {
  if (fact.kind === 'foreign table') return `CREATE FOREIGN TABLE ${nameOf(fact)}`
  return `CREATE ${fact.facets.persistence === 'unlogged' ? 'UNLOGGED ' : ''}TABLE ${nameOf(fact)}`
}

function body(lines: readonly string[], { facets }: TableFact): string {
  const list = lines.length === 0 ? '()' : `(\n${lines.map((line) => `    ${line}`).join(',\n')}\n)`
  if (facets.ofType === null) return ` ${list}`
  return ` OF ${facets.ofType}${lines.length === 0 ? '' : ` ${list}`}`
}

function tail(fact: TableFact): string {
  const { facets } = fact
  const parents = facets.partitionOf === null ? facets.inherits : []
  return [
    ...(parents.length === 0 ? [] : [`INHERITS (${parents.map(nameOfKey).join(', ')})`]),
    ...(facets.partitionKey === null ? [] : [`PARTITION BY ${facets.partitionKey}`]),
    ...(facets.accessMethod === null ? [] : [`USING ${sqlName(facets.accessMethod)}`]),
    ...(facets.options.length === 0 ? [] : [`WITH (${sqlOptions(facets.options)})`]),
    ...(facets.tablespace === null ? [] : [`TABLESPACE ${sqlName(facets.tablespace)}`]),
    ...(fact.kind === 'foreign table' ? foreignTail(fact) : []),
  ]
    .map((clause) => `\n${clause}`)
    .join('')
}

function foreignTail({ facets }: Fact<'foreign table'>): readonly string[] {
  const { server, foreignOptions: options } = facets
  return [
    `SERVER ${sqlName(server)}`,
    ...(options.length === 0 ? [] : [`OPTIONS ${sqlForeignOptions(options)}`]),
  ]
}
