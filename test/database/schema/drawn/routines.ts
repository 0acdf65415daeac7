import { quoteLiteral } from '../../../../src/psql/quote-literal.ts'
import type { Draw } from './draw.ts'
import { nameOf, type Drawing } from './drawing.ts'
import { drawType } from './types.ts'
import { drawQuery } from './views.ts'

/** Immutable, from integer to integer: for defaults, checks, indexes and views. */
export function drawNumberFunction(drawing: Drawing, draw: Draw): void {
  const { sql } = drawing.name(draw, 'num')
  const other = draw.choose('calls', drawing.numberFunctions)
  const value = draw.pick('value', [
    'n + 1',
    'n * 2',
    ...(other ? [`${other.sql}(n) + 1`] : []),
    'coalesce(n, 0)',
  ])
  const head = `create function ${sql}(${draw.pick('argument', ['n', 'n', 'n', 'n'])} integer) returns integer`
  const traits = `immutable ${draw.maybe('strict', 20, 'strict')} ${draw.maybe('parallel', 20, 'parallel safe')} ${draw.maybe('cost', 15, `cost ${draw.pick('how much', [5, 50])}`)}`
  const body = draw.pick('body', [
    `language sql ${traits} as ${quoteLiteral(`select ${value}`)}`,
    `language sql ${traits} return ${value}`,
    `language sql ${traits} begin atomic select ${value}; end`,
    `language plpgsql ${traits} as ${quoteLiteral(`begin return ${value}; end`)}`,
  ])
  drawing.write(`${head} ${body}`)
  drawing.writeCommon(draw, `function ${sql}(integer)`, { rights: ['execute'] })
  drawing.numberFunctions.push({ id: draw.thing.id, sql })
}

export function drawTriggerFunction(drawing: Drawing, draw: Draw): void {
  const { sql } = drawing.name(draw, 'fun')
  const table = draw.choose('about', drawing.tables())
  const does = draw.pick('does', [
    '',
    `raise notice '%', tg_op;`,
    `perform 1 from ${table?.sql ?? 'pg_class'};`,
  ])
  const settings = draw.pick('settings', ['', 'security definer', `set search_path = pg_catalog, public`])
  drawing.write(
    `create function ${sql}() returns trigger language plpgsql ${settings} as ${quoteLiteral(`begin ${does} return new; end`)}`,
  )
  drawing.writeCommon(draw, `function ${sql}()`, { rights: ['execute'] })
  drawing.triggerFunctions.push({ id: draw.thing.id, sql })
}

/** Of any arguments and any result; nothing else calls it. */
export function drawFunction(drawing: Drawing, draw: Draw): void {
  const query = drawQuery(drawing, draw)
  const { sql } = drawing.name(draw, 'fn')
  const names = ['a', 'B b', 'c'].slice(0, draw.number('arguments', 4))
  const types = names.map((name) => ownType(drawing, draw, `type of ${name}`))
  const args = names.map(
    (name, at) =>
      `"${name}" ${types[at]} ${at === names.length - 1 ? draw.maybe('default', 25, 'default null') : ''}`,
  )
  const traits = [
    draw.pick('volatility', ['volatile', 'stable', 'immutable']),
    draw.maybe('strict', 10, 'strict'),
    draw.maybe('definer', 10, 'security definer'),
    draw.maybe('set', 10, `set work_mem = '${draw.pick('memory', [8, 16])}MB'`),
  ].join(' ')
  const result = drawResult(drawing, draw, query)
  drawing.write(`create function ${sql}(${args.join(', ')}) returns ${result.type} ${result.body(traits)}`)
  drawing.writeCommon(draw, `function ${sql}(${types.join(', ')})`, { rights: ['execute'] })
}

function ownType(drawing: Drawing, draw: Draw, question: string): string {
  const row = draw.choose(
    `${question} row`,
    drawing.relations.filter(({ kind }) => kind !== 'materialized view'),
  )
  return draw.chance(`${question} is row`, 20) && row ? row.sql : drawType(drawing, draw, question).sql
}

interface Result {
  readonly type: string
  readonly body: (traits: string) => string
}

function drawResult(drawing: Drawing, draw: Draw, query: ReturnType<typeof drawQuery>): Result {
  const kind = draw.pick('result', ['value', 'atomic', 'text', 'rows', 'table'])
  const text = (sql: string) => (traits: string) => `language sql ${traits} as ${quoteLiteral(sql)}`
  const type = ownType(drawing, draw, 'result type')
  if (kind === 'value' || query === undefined)
    return {
      type,
      body: (traits) =>
        `language plpgsql ${traits} as ${quoteLiteral(`declare x ${type}; begin return x; end`)}`,
    }
  const count = `select count(*) from (${query.sql}) q`
  if (kind === 'atomic')
    return { type: 'bigint', body: (traits) => `language sql ${traits} begin atomic ${count}; end` }
  if (kind === 'text') return { type: 'bigint', body: text(count) }
  const relation = draw.choose('rows of', drawing.relations)!
  if (kind === 'rows') return { type: `setof ${relation.sql}`, body: text(`select * from ${relation.sql}`) }
  const outputs = query.columns.map(({ type: of }, at) => `"o${at}" ${of}`)
  const casts = query.columns.map(({ name, type: of }) => `${name}::${of}`)
  return {
    type: `table (${outputs.join(', ')})`,
    body: text(`select ${casts.join(', ')} from (${query.sql}) q`),
  }
}

export function drawProcedure(drawing: Drawing, draw: Draw): void {
  const { sql } = drawing.name(draw, 'pro')
  const type = drawType(drawing, draw, 'type').sql
  const table = draw.choose(
    'table',
    drawing.relations.filter(({ kind }) => kind === 'table'),
  )
  const statement = table ? `delete from ${table.sql}` : 'select 1'
  const body = draw.pick('body', [
    `language plpgsql as ${quoteLiteral('begin null; end')}`,
    `language sql begin atomic ${statement}; end`,
    `language sql as ${quoteLiteral(statement)}`,
  ])
  drawing.write(`create procedure ${sql}(a ${type} ${draw.maybe('default', 25, 'default null')}) ${body}`)
  drawing.writeCommon(draw, `procedure ${sql}(${type})`, { rights: ['execute'] })
}

export function drawAggregate(drawing: Drawing, draw: Draw): void {
  const { sql } = drawing.name(draw, 'agg')
  const start = draw.maybe('starts', 50, `, initcond = '${draw.pick('with', [0, 1])}'`)
  const call = draw.choose('final', drawing.numberFunctions)
  const final = call ? draw.maybe('finally', 40, `, finalfunc = ${call.sql}`) : ''
  drawing.write(`create aggregate ${sql}(integer) (sfunc = int4pl, stype = integer${final}${start})`)
  drawing.writeCommon(draw, `aggregate ${sql}(integer)`)
}

export function drawOperator(drawing: Drawing, draw: Draw): void {
  const call = draw.chooseParent(drawing.numberFunctions)
  if (call === undefined) return
  const schema = draw.choose('schema', [{ id: -1, sql: 'public' }, ...drawing.schemas])!.sql
  const sql = `${schema}.${draw.pick('sign', ['@@@', '+++', '!!!', '~~~~~'])}`
  drawing.write(`create operator ${sql} (rightarg = integer, function = ${call.sql})`)
  if (draw.chance('comment', 20)) drawing.write(`comment on operator ${sql} (none, integer) is 'a sign'`)
}

export function drawEventTrigger(drawing: Drawing, draw: Draw): void {
  const name = nameOf(draw, 'name', 'evt')
  const { sql } = drawing.name(draw, 'evf')
  const tags = draw.maybe('tags', 40, `when tag in ('CREATE TABLE', 'DROP TABLE')`)
  const event = draw.pick('event', ['ddl_command_end', 'sql_drop'])
  drawing.write(
    `create function ${sql}() returns event_trigger language plpgsql as 'begin end'`,
    `create event trigger ${name} on ${event} ${tags} execute function ${sql}()`,
  )
  if (draw.chance('off', 20)) drawing.write(`alter event trigger ${name} disable`)
}
