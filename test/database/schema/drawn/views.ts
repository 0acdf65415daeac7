import type { Draw } from './draw.ts'
import { nameOf, roles, type Drawing, type DrawnColumn, type DrawnRelation } from './drawing.ts'
import { drawCondition, drawValue } from './expressions.ts'

interface Query {
  readonly sql: string
  readonly columns: DrawnColumn[]
}

export function drawView(drawing: Drawing, draw: Draw): void {
  const query = drawQuery(drawing, draw)
  if (query === undefined) return
  const { sql, schema } = drawing.name(draw, 'vie')
  const options = [
    draw.maybe('barrier', 12, 'security_barrier = true'),
    draw.maybe('invoker', 8, 'security_invoker = true'),
    draw.maybe('checked', 6, 'check_option = local'),
  ].filter(Boolean)
  const settings = options.length > 0 ? `with (${options.join(', ')})` : ''
  drawing.write(`create view ${sql} ${settings} as ${query.sql}`)
  drawing.writeCommon(draw, `view ${sql}`, { rights: ['select', 'insert, update'] })
  const column = draw.choose('commented', query.columns)!
  if (draw.chance('column comment', 10))
    drawing.write(`comment on column ${sql}.${column.name} is 'of a view'`)
  if (draw.chance('column grant', 8))
    drawing.write(`grant select (${column.name}) on ${sql} to ${draw.pick('reader', roles)}`)
  if (draw.chance('default', 8) && column.family === 'number')
    drawing.write(
      `alter view ${sql} alter column ${column.name} set default ${draw.pick('begins', ['1', '2'])}`,
    )
  drawing.relations.push({ id: draw.thing.id, kind: 'view', sql, schema, columns: query.columns })
}

export function drawMaterializedView(drawing: Drawing, draw: Draw): void {
  const query = drawQuery(drawing, draw)
  if (query === undefined) return
  const { sql, schema } = drawing.name(draw, 'mat')
  const options = draw.maybe('options', 10, 'with (fillfactor = 70)')
  drawing.write(
    `create materialized view ${sql} ${options} as ${query.sql} ${draw.maybe('empty', 25, 'with no data')}`,
  )
  drawing.writeCommon(draw, `materialized view ${sql}`, { rights: ['select'] })
  const column = draw.choose('commented', query.columns)!
  if (draw.chance('column comment', 10))
    drawing.write(`comment on column ${sql}.${column.name} is 'of a copy'`)
  if (draw.chance('statistics', 8))
    drawing.write(`alter materialized view ${sql} alter column ${column.name} set statistics 90`)
  drawing.relations.push({
    id: draw.thing.id,
    kind: 'materialized view',
    sql,
    schema,
    columns: query.columns,
  })
}

/** A SELECT from one or two relations; undefined: there is none yet. */
export function drawQuery(drawing: Drawing, draw: Draw): Query | undefined {
  const usable = drawing.relations.filter(({ columns }) => columns.length > 0)
  const [one, other] = draw.several('from', usable, 1 + draw.number('joined', 2))
  if (one === undefined) return undefined
  const columns = drawOutputs(drawing, draw, [one, ...(other ? [other] : [])])
  const list = columns.map(({ value, name }) => `${value} as ${name}`).join(', ')
  const filter = draw.choose('filter', one.columns)!
  const condition = drawCondition(drawing, draw, {
    question: 'condition',
    column: filter,
    name: `a.${filter.name}`,
  })
  const where = draw.maybe('where', 40, `where ${condition}`)
  const from = other ? joined(draw, one, other) : `${one.sql} a`
  const select = `select ${draw.maybe('distinct', 8, 'distinct')} ${list} from ${from} ${where}`
  return {
    sql: wrapped(drawing, draw, { select, columns, source: one }),
    columns: columns.map(({ id, name, type, family }) => ({ id, name, type, family })),
  }
}

type Output = DrawnColumn & { readonly value: string }

function drawOutputs(drawing: Drawing, draw: Draw, sources: readonly DrawnRelation[]): readonly Output[] {
  const all = sources.flatMap(({ columns, id }, at) =>
    columns.map((column) => ({
      ...column,
      id: `${id} ${column.id}`,
      name: `${at === 0 ? 'a' : 'b'}.${column.name}`,
    })),
  )
  return draw.several('columns', all, 1 + draw.number('how many', 4)).map((column, at) => {
    const value = drawValue(drawing, draw, { question: `value ${at}`, column })
    // That of the server: `nullif(uuid)` has the type of its argument, others keep theirs.
    const name = draw.chance(`spun ${at}`, 60) ? `"c${at}"` : nameOf(draw, `column name ${at}`, `c${at}_`)
    return { id: `${column.id} ${at}`, name, type: value.type, family: value.family, value: value.sql }
  })
}

function joined(draw: Draw, one: DrawnRelation, other: DrawnRelation): string {
  const pairs = one.columns.flatMap((left) =>
    other.columns
      .filter(({ family }) => family === left.family && family === 'number')
      .map((right) => ({ left, right })),
  )
  const [pair] = pairs
  if (pair === undefined || draw.chance('cross', 15)) return `${one.sql} a cross join ${other.sql} b`
  return `${one.sql} a ${draw.pick('join', ['join', 'left join', 'full join'])} ${other.sql} b on a.${pair.left.name} = b.${pair.right.name}`
}

function wrapped(
  drawing: Drawing,
  draw: Draw,
  {
    select,
    columns,
    source,
  }: { readonly select: string; readonly columns: readonly DrawnColumn[]; readonly source: DrawnRelation },
): string {
  const names = columns.map(({ name }) => name).join(', ')
  const call = draw.choose('called', drawing.numberFunctions)
  const limit = call ? `${call.sql}(3)` : '3'
  return draw.pick('shape', [
    select,
    select,
    select,
    `with w as (${select}) select ${names} from w`,
    `select ${names} from (${select}) s limit ${limit}`,
    `select ${names} from (${select}) s where exists (select from ${source.sql})`,
    `${select} union all ${select}`,
  ])
}
