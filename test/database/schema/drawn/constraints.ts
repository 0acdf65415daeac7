import type { Draw } from './draw.ts'
import { isComparable, nameOf, type Drawing, type DrawnColumn, type DrawnRelation } from './drawing.ts'
import { drawCondition, drawValue } from './expressions.ts'

const isTable = ({ kind }: DrawnRelation) => kind !== 'view' && kind !== 'materialized view'

export function drawConstraint(drawing: Drawing, draw: Draw): void {
  const kind = draw.pick('kind', ['check', 'key', 'reference', 'check', 'key', 'reference', 'exclusion'])
  const tables = drawing.relations.filter(isTable)
  const table = draw.chooseParent(tables)
  if (table === undefined || table.columns.length === 0) return
  const name = nameOf(draw, 'name', 'con')
  const named = draw.chance('unnamed', 25) ? '' : `constraint ${name}`
  const add = `alter table ${table.sql} add ${named}`
  if (kind === 'check') drawing.write(`${add} ${drawCheck(drawing, draw, table)}`)
  else if (kind === 'key') writeKey(drawing, draw, { table, add })
  else if (kind === 'exclusion') writeExclusion(drawing, draw, { table, add })
  else writeReference(drawing, draw, { table, add })
  if (named && draw.chance('comment', 15))
    drawing.write(
      `comment on constraint ${name} on ${table.sql} is '${draw.pick('comment text', ['a', 'b'])}'`,
    )
}

interface Place {
  readonly table: DrawnRelation
  readonly add: string
}

function drawCheck(drawing: Drawing, draw: Draw, { columns }: DrawnRelation): string {
  const conditions = draw
    .several('of', columns, 1 + draw.number('how many', 2))
    .map((column, at) => drawCondition(drawing, draw, { question: `condition ${at}`, column }))
  const inherited = draw.maybe('no inherit', 10, 'no inherit')
  const valid = draw.maybe('not valid', 12, 'not valid') || draw.maybe('not enforced', 4, 'not enforced')
  return `check (${conditions.map((one) => `(${one})`).join(' or ')}) ${inherited} ${valid}`
}

function writeKey(drawing: Drawing, draw: Draw, { table, add }: Place): void {
  const key = table.method
    ? table.columns.filter(({ id }) => id === 'Part' || id === 'part' || id === 'id')
    : []
  const columns =
    key.length > 0 ? key : draw.several('of', table.columns.filter(isComparable), 1 + draw.number('more', 2))
  if (columns.length === 0) return
  const isPrimary = draw.chance('primary', 40)
  const nulls = isPrimary ? '' : draw.maybe('nulls', 10, 'nulls not distinct')
  const rest = table.columns.filter((column) => !columns.includes(column))
  const included = draw.chance('include', 12) ? draw.several('included', rest, 1) : []
  const include = included.length > 0 ? `include (${included[0]!.name})` : ''
  const late = draw.maybe('deferrable', 10, `deferrable ${draw.maybe('deferred', 50, 'initially deferred')}`)
  const options = draw.maybe('options', 8, 'with (fillfactor = 60)')
  const list = columns.map(({ name }) => name).join(', ')
  drawing.write(
    `${add} ${isPrimary ? 'primary key' : 'unique'} ${nulls} (${list}) ${include} ${options} ${late}`,
  )
  if (columns.length === 1 && late === '')
    drawing.keys.push({ id: draw.thing.id, sql: table.sql, column: columns[0]! })
}

function writeExclusion(drawing: Drawing, draw: Draw, { table, add }: Place): void {
  const column = draw.choose(
    'of',
    table.columns.filter(({ family }) => family === 'range'),
  )
  if (column === undefined) return
  const where = draw.choose('where column', table.columns)
  const filter =
    draw.chance('where', 40) && where
      ? `where (${drawCondition(drawing, draw, { question: 'condition', column: where })})`
      : ''
  drawing.write(
    `${add} exclude using gist (${column.name} with &&) ${filter} ${draw.maybe('deferrable', 20, 'deferrable')}`,
  )
}

/** With a column of its own, so that the types agree. */
function writeReference(drawing: Drawing, draw: Draw, { table, add }: Place): void {
  const target = draw.choose('target', drawing.keys)
  if (target === undefined || table.kind === 'partition') return
  const name = nameOf(draw, 'column name', 'ref')
  const on = draw.maybe(
    'on delete',
    40,
    `on delete ${draw.pick('delete', ['cascade', 'set null', 'restrict', 'set default', `set null (${name})`])}`,
  )
  const update = draw.maybe('on update', 15, 'on update cascade')
  const late = draw.maybe('deferrable', 20, `deferrable ${draw.maybe('deferred', 50, 'initially deferred')}`)
  const match = draw.maybe('match', 10, 'match full')
  const valid = draw.maybe('not valid', 8, 'not valid')
  drawing.write(
    `alter table ${table.sql} add column ${name} ${target.column.type}`,
    `${add} foreign key (${name}) references ${target.sql} (${target.column.name}) ${match} ${on} ${update} ${late} ${valid}`,
  )
  table.columns.push({
    id: `${draw.thing.id} ref`,
    name,
    type: target.column.type,
    family: target.column.family,
  })
}

export function drawIndex(drawing: Drawing, draw: Draw): void {
  const relations = drawing.relations.filter(({ kind }) => kind !== 'view' && kind !== 'foreign table')
  const relation = draw.chooseParent(relations)
  if (relation === undefined) return
  const name = nameOf(draw, 'name', 'idx')
  const unnamed = draw.chance('unnamed', 25)
  const columns = draw.several('of', relation.columns, 1 + draw.number('more', 3))
  if (columns.length === 0) return
  const method = draw.pick('method', ['btree', 'btree', 'btree', 'hash', 'gin', 'gist', 'brin'])
  const isPlain = method === 'btree'
  const keys = columns
    .filter(({ family }) => fits(method, family))
    .slice(0, method === 'hash' ? 1 : 3)
    .map((column, at) => drawIndexKey(drawing, draw, { column, at, isPlain }))
  if (keys.length === 0) return
  const other = relation.columns.find((column) => !columns.includes(column))
  const include = isPlain && other ? draw.maybe('include', 12, `include (${other.name})`) : ''
  const unique = isPlain && !relation.method ? draw.maybe('unique', 20, 'unique') : ''
  const filter = draw.choose('where column', relation.columns)!
  const where = draw.chance('where', 25)
    ? `where ${drawCondition(drawing, draw, { question: 'condition', column: filter })}`
    : ''
  const options = isPlain
    ? draw.maybe('options', 10, `with (fillfactor = ${draw.pick('fill', [50, 60])})`)
    : ''
  const only = relation.method ? draw.maybe('only', 10, 'only') : ''
  drawing.write(
    `create ${unique} index ${unnamed ? '' : name} on ${only} ${relation.sql} using ${method} (${keys.join(', ')}) ${include} ${options} ${where}`,
  )
  if (unnamed) return
  const sql = `${relation.schema}.${name}`
  if (draw.chance('comment', 12))
    drawing.write(`comment on index ${sql} is '${draw.pick('comment text', ['a', 'b'])}'`)
  if (draw.chance('cluster', 6)) drawing.write(`alter table ${relation.sql} cluster on ${name}`)
  if (draw.chance('replica', 6))
    drawing.write(`alter table ${relation.sql} replica identity using index ${name}`)
  if (draw.chance('statistics', 6)) drawing.write(`alter index ${sql} alter column 1 set statistics 70`)
}

function fits(method: string, family: string): boolean {
  if (method === 'gin') return family === 'json' || family === 'array'
  if (method === 'gist') return family === 'range'
  if (method === 'brin') return family === 'number' || family === 'time'
  return family !== 'json' && family !== 'other'
}

function drawIndexKey(
  drawing: Drawing,
  draw: Draw,
  { column, at, isPlain }: { readonly column: DrawnColumn; readonly at: number; readonly isPlain: boolean },
): string {
  const isExpression = isPlain && draw.chance(`expression ${at}`, 25)
  const value = isExpression
    ? `(${drawValue(drawing, draw, { question: `value ${at}`, column }).sql})`
    : column.name
  const collation = column.family === 'text' && isPlain ? draw.maybe(`collate ${at}`, 10, 'collate "C"') : ''
  const operators =
    column.type === 'text' && isPlain && !isExpression
      ? draw.maybe(`class ${at}`, 10, 'text_pattern_ops')
      : ''
  const order = isPlain
    ? draw.maybe(
        `order ${at}`,
        20,
        draw.pick(`which order ${at}`, ['desc', 'nulls first', 'desc nulls last']),
      )
    : ''
  return `${value} ${collation} ${operators} ${order}`
}
