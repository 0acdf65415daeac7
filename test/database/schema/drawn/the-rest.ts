import type { Draw } from './draw.ts'
import { Drawing, nameOf, roles } from './drawing.ts'
import { drawCondition } from './expressions.ts'

export function drawSchema(drawing: Drawing, draw: Draw): void {
  const sql = nameOf(draw, 'name', 'sch')
  drawing.write(`create schema ${sql}`)
  drawing.writeCommon(draw, `schema ${sql}`, { rights: ['usage', 'create'] })
  drawing.schemas.push({ id: draw.thing.id, sql })
}

export function drawSequence(drawing: Drawing, draw: Draw): void {
  const { sql, schema } = drawing.name(draw, 'seq')
  const parts = [
    draw.maybe('typed', 30, `as ${draw.pick('type', ['integer', 'smallint'])}`),
    draw.maybe('steps', 25, `increment ${draw.pick('by', [5, -1])}`),
    draw.maybe('least', 15, `minvalue ${draw.pick('min', [-50, -9])}`),
    draw.maybe('most', 15, `maxvalue ${draw.pick('max', [500, 9000])}`),
    draw.maybe('cached', 15, 'cache 20'),
    draw.maybe('cycles', 15, 'cycle'),
  ]
  const unlogged = draw.maybe('unlogged', 5, 'unlogged')
  drawing.write(`create ${unlogged} sequence ${sql} ${parts.join(' ')}`)
  const table = draw.choose(
    'table',
    drawing.relations.filter((one) => one.kind === 'table' && one.schema === schema),
  )
  const column = table && draw.choose('column', table.columns)
  if (draw.chance('owned', 30) && column)
    drawing.write(`alter sequence ${sql} owned by ${table.sql}.${column.name}`)
  drawing.writeCommon(draw, `sequence ${sql}`, { rights: ['usage', 'select, update'] })
  drawing.sequences.push({ id: draw.thing.id, sql })
}

/** A publication can call no function that was drawn. */
const serverOnly = new Drawing()

export function drawPublication(drawing: Drawing, draw: Draw): void {
  const sql = nameOf(draw, 'name', 'pub')
  const publish = draw.maybe(
    'some',
    30,
    `with (publish = '${draw.pick('what', ['insert', 'insert, update', 'delete, truncate'])}')`,
  )
  const tables = draw.several('of', drawing.tables(), 1 + draw.number('more', 3))
  const list = tables.map((table) => {
    const column = draw.choose(`column ${table.id}`, table.columns)
    if (column === undefined) return table.sql
    const columns = draw.maybe(`columns ${table.id}`, 20, `(${column.name})`)
    const condition = drawCondition(serverOnly, draw, {
      question: `condition ${table.id}`,
      column,
    })
    return `${table.sql} ${columns} ${draw.maybe(`where ${table.id}`, 15, `where (${condition})`)}`
  })
  const schema = draw.choose('schema', drawing.schemas)
  const what = draw.pick('for', [
    list.length > 0 ? `for table ${list.join(', ')}` : '',
    list.length > 0 ? `for table ${list.join(', ')}` : '',
    schema ? `for tables in schema ${schema.sql}` : '',
    'for all tables',
    '',
  ])
  drawing.write(`create publication ${sql} ${what} ${publish}`)
  drawing.writeCommon(draw, `publication ${sql}`)
}

export function drawDefaultPrivileges(drawing: Drawing, draw: Draw): void {
  const schema = draw.choose('schema', drawing.schemas)
  const within = schema && draw.chance('within', 60) ? `in schema ${schema.sql}` : ''
  const whose = draw.pick('whose', ['', `for role ${roles[0]}`, `for role ${roles[2]}`])
  const what = draw.pick('what', [
    'select on tables',
    'all on sequences',
    'execute on functions',
    'usage on types',
  ])
  drawing.write(
    `alter default privileges ${whose} ${within} grant ${what} to ${draw.pick('to', [...roles, 'public'])}`,
  )
  if (draw.chance('revoked', 15))
    drawing.write(`alter default privileges ${whose} revoke execute on functions from public`)
}

export function drawServer(drawing: Drawing, draw: Draw): void {
  const wrapper = nameOf(draw, 'name', 'fdw')
  const server = nameOf(draw, 'server name', 'srv')
  const options = draw.maybe('options', 40, `options (host '${draw.pick('host', ['a', `it''s`])}')`)
  drawing.write(
    `create foreign data wrapper ${wrapper} ${draw.maybe('wrapper options', 25, `options (debug 'true')`)}`,
  )
  drawing.write(
    `create server ${server} ${draw.maybe('version', 20, `version '2'`)} foreign data wrapper ${wrapper} ${options}`,
  )
  if (draw.chance('mapped', 40))
    drawing.write(
      `create user mapping for ${draw.pick('who', ['public', ...roles])} server ${server} options (user 'x')`,
    )
  drawing.writeCommon(draw, `server ${server}`, { rights: ['usage'] })
  drawing.servers.push({ id: draw.thing.id, sql: server })
}

export function drawTextSearch(drawing: Drawing, draw: Draw): void {
  const dictionary = drawing.name(draw, 'dic').sql
  const { schema } = drawing.name(draw, 'dic')
  const configuration = `${schema}.${nameOf(draw, 'configuration name', 'cfg')}`
  drawing.write(
    `create text search dictionary ${dictionary} (template = simple ${draw.maybe('words', 30, ', stopwords = english')})`,
    `create text search configuration ${configuration} (copy = ${draw.pick('copy', ['simple', 'english'])})`,
    `alter text search configuration ${configuration} alter mapping for asciiword with ${dictionary}`,
  )
  drawing.writeCommon(draw, `text search configuration ${configuration}`)
}
