import type { Draw } from './draw.ts'
import { nameOf, type Drawing, type DrawnColumn, type DrawnRelation } from './drawing.ts'
import { drawDefault, drawValue } from './expressions.ts'
import { drawType } from './types.ts'

const tableRights = ['select', 'insert, update', 'select, references, trigger', 'truncate'] as const

export function drawTable(drawing: Drawing, draw: Draw): void {
  const { sql, schema } = drawing.name(draw, 'tab')
  const method = draw.chance('partitioned', 25) ? draw.pick('method', ['range', 'list', 'hash']) : undefined
  const composite = draw.chance('of type', 4)
    ? draw.choose(
        'type',
        drawing.types.filter(({ family }) => family === 'other'),
      )
    : undefined
  const parents = draw.chance('inherits', 12) && !method ? inheritable(drawing, draw) : []
  const id = draw.pick('id', ['integer', 'bigint', 'bigint generated always as identity', 'smallint'])
  const identity = draw.chance('identity', 20)
    ? `generated ${draw.pick('when', ['always', 'by default'])} as identity ${draw.maybe('steps', 30, '(start 10 increment 5 cache 3)')}`
    : ''
  const first = id.includes('identity') ? id : `${id} ${identity}`
  const columns: DrawnColumn[] = [
    { id: 'id', name: '"id"', type: first.split(' ')[0]!, family: 'number' },
    { id: 'part', name: '"Part"', type: 'integer', family: 'number' },
  ]
  const body = composite
    ? `of ${composite.sql}`
    : `("id" ${first}, "Part" integer ${draw.maybe('not null', 30, 'not null')})`
  const by = method ? `partition by ${method} ${drawPartitionKey(draw, method)}` : ''
  const from = parents.length > 0 ? `inherits (${parents.map((parent) => parent.sql).join(', ')})` : ''
  const options = method
    ? ''
    : draw.maybe(
        'options',
        12,
        `with (fillfactor = ${draw.pick('fill', [70, 80])}${draw.maybe('toast', 40, ', toast.autovacuum_enabled = false')})`,
      )
  const unlogged = method ? '' : draw.maybe('unlogged', 6, 'unlogged')
  drawing.write(`create ${unlogged} table ${sql} ${body} ${from} ${by} ${options}`)
  writeTableCommon(drawing, draw, sql)
  drawing.relations.push({
    id: draw.thing.id,
    kind: method ? 'partitioned' : 'table',
    sql,
    schema,
    ...(method ? { method } : {}),
    columns: composite ? [] : [...parents.flatMap((parent) => parent.columns), ...columns].filter(isFirst),
  })
}

function inheritable(drawing: Drawing, draw: Draw): readonly DrawnRelation[] {
  return draw.several(
    'parents',
    drawing.relations.filter(({ kind }) => kind === 'table'),
    1 + draw.number('how many', 2),
  )
}

function isFirst(column: DrawnColumn, at: number, all: readonly DrawnColumn[]): boolean {
  return all.findIndex(({ name }) => name === column.name) === at
}

function drawPartitionKey(draw: Draw, method: string): string {
  if (method === 'list') return draw.pick('key', ['("Part")', '(("Part" % 10))'])
  return draw.pick('key', ['("Part")', '("Part")', '("Part", "id")'])
}

function writeTableCommon(drawing: Drawing, draw: Draw, sql: string): void {
  if (draw.chance('row security', 15))
    drawing.write(`alter table ${sql} ${draw.pick('how', ['enable', 'force'])} row level security`)
  if (draw.chance('replica', 8))
    drawing.write(`alter table ${sql} replica identity ${draw.pick('identity kind', ['full', 'nothing'])}`)
  drawing.writeCommon(draw, `table ${sql}`, { rights: tableRights })
}

export function drawPartition(drawing: Drawing, draw: Draw): void {
  const parent = draw.chooseParent(drawing.relations.filter(({ method }) => method !== undefined))
  if (parent === undefined) return
  const { sql, schema } = drawing.name(draw, 'part')
  const bound = drawBound(draw, parent)
  const below = draw.chance('partitioned', 20) ? draw.pick('method', ['range', 'list', 'hash']) : undefined
  const by = below ? `partition by ${below} ("Part")` : ''
  if (draw.chance('attached', 30)) {
    drawing.write(
      `create table ${sql} (like ${parent.sql}) ${by}`,
      `alter table ${parent.sql} attach partition ${sql} ${bound}`,
    )
  } else drawing.write(`create table ${sql} partition of ${parent.sql} ${bound} ${by}`)
  if (draw.chance('own default', 12)) drawing.write(`alter table ${sql} alter "Part" set default 3`)
  writeTableCommon(drawing, draw, sql)
  const way = below ? { method: below } : {}
  drawing.relations.push({
    id: draw.thing.id,
    kind: 'partition',
    sql,
    schema,
    ...way,
    columns: parent.columns,
  })
}

function drawBound(draw: Draw, { method }: DrawnRelation): string {
  const number = draw.number('bound', 8)
  if (method === 'hash') return `for values with (modulus 8, remainder ${number})`
  if (number === 7) return 'default'
  if (method === 'list')
    return `for values in (${number}${draw.maybe('another', 30, `, ${number + 10}`)}${number === 6 ? ', null' : ''})`
  const more = draw.maybe('minvalue', 10, ', minvalue')
  return `for values from (${number}0${more}) to (${number + 1}0${more})`
}

export function drawForeignTable(drawing: Drawing, draw: Draw): void {
  const server = draw.chooseParent(drawing.servers)
  if (server === undefined) return
  const { sql, schema } = drawing.name(draw, 'far')
  const options = draw.maybe('options', 40, `options (name '${draw.pick('far name', ['a', 'b'])}')`)
  drawing.write(`create foreign table ${sql} ("id" integer, "Part" integer) server ${server.sql} ${options}`)
  drawing.writeCommon(draw, `foreign table ${sql}`, { rights: ['select'] })
  const column = (name: string): DrawnColumn => ({
    id: name,
    name: `"${name}"`,
    type: 'integer',
    family: 'number',
  })
  drawing.relations.push({
    id: draw.thing.id,
    kind: 'foreign table',
    sql,
    schema,
    columns: [column('id'), column('Part')],
  })
}

/** A column more, of a table. */
export function drawColumn(drawing: Drawing, draw: Draw): void {
  const owners = drawing.relations.filter(
    ({ kind }) => kind === 'table' || kind === 'partitioned' || kind === 'foreign table',
  )
  const table = draw.chooseParent(owners)
  if (table === undefined) return
  const name = nameOf(draw, 'name', 'col')
  const type = drawType(drawing, draw, 'type')
  const collation = draw.chance('collated', 12) ? draw.choose('collation', drawing.collations) : undefined
  const collate = type.family === 'text' && collation ? `collate ${collation.sql}` : ''
  const only = table.kind === 'foreign table' ? 'foreign table' : 'table'
  drawing.write(
    `alter ${only} ${table.sql} add column ${name} ${type.sql} ${collate} ${drawContents(drawing, draw, table, type.family)}`,
  )
  const column = `alter table ${table.sql} alter column ${name}`
  if (draw.chance('not null', 25)) drawing.write(`${column} set not null`)
  if (draw.chance('storage', 6))
    drawing.write(`${column} set storage ${draw.pick('which storage', ['external', 'main', 'plain'])}`)
  if (draw.chance('statistics', 6))
    drawing.write(`${column} set statistics ${draw.pick('target', [50, 500])}`)
  if (draw.chance('options', 5))
    drawing.write(`${column} set (n_distinct = ${draw.pick('distinct', [5, -0.5])})`)
  if (draw.chance('compression', 4)) drawing.write(`${column} set compression pglz`)
  if (draw.chance('column grant', 8))
    drawing.write(
      `grant ${draw.pick('column right', ['select', 'update', 'insert'])} (${name}) on ${table.sql} to ${draw.pick('reader', roles)}`,
    )
  drawing.writeCommon(draw, `column ${table.sql}.${name}`, { owner: '' })
  table.columns.push({ id: draw.thing.id, name, type: type.sql, family: type.family })
}

const roles = ['drawn_reader', 'drawn_owner', 'public']

function drawContents(
  drawing: Drawing,
  draw: Draw,
  table: DrawnRelation,
  family: DrawnColumn['family'],
): string {
  if (draw.chance('defaulted', 30)) return `default ${drawDefault(drawing, draw, family)}`
  if (!draw.chance('generated', 15)) return ''
  const sources = table.columns.filter((column) => column.family === family)
  const source = draw.choose('generated from', sources)
  if (source === undefined) return ''
  const kept = draw.pick('kept', ['stored', 'stored', 'virtual'])
  const { sql } = drawValue(drawing, draw, { question: 'generated as', column: source })
  return `generated always as (${sql}) ${kept}`
}
