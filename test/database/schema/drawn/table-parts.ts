import type { Draw } from './draw.ts'
import { isComparable, nameOf, roles, type Drawing } from './drawing.ts'
import { drawCondition, drawValue } from './expressions.ts'

export function drawTrigger(drawing: Drawing, draw: Draw): void {
  const call = draw.choose('function', drawing.triggerFunctions)
  const table = draw.chooseParent(drawing.relations.filter(({ kind }) => kind !== 'materialized view'))
  if (call === undefined || table === undefined || table.columns.length === 0) return
  const name = nameOf(draw, 'name', 'trg')
  const column = draw.choose('column', table.columns)!
  const events = draw.pick('event', [
    'insert',
    'update',
    'delete',
    'insert or update',
    `update of ${column.name}`,
    `insert or delete or update of ${column.name}`,
  ])
  const condition = drawCondition(drawing, draw, {
    question: 'condition',
    column,
    name: `new.${column.name}`,
  })
  const when =
    !events.includes('delete') && table.kind !== 'view' ? draw.maybe('when', 30, `when (${condition})`) : ''
  const row = `for each row ${when}`
  const call_ = `execute function ${call.sql}(${draw.maybe('argument', 20, `'it''s'`)})`
  if (table.kind === 'view')
    drawing.write(`create trigger ${name} instead of ${events} on ${table.sql} for each row ${call_}`)
  else if (draw.chance('constraint', 15))
    drawing.write(
      `create constraint trigger ${name} after ${events} on ${table.sql} ${draw.maybe('deferrable', 50, 'deferrable initially deferred')} ${row} ${call_}`,
    )
  else if (draw.chance('transition', 15))
    drawing.write(
      `create trigger ${name} after insert on ${table.sql} referencing new table as "New" for each statement ${call_}`,
    )
  else
    drawing.write(
      `create trigger ${name} ${draw.pick('time', ['before', 'after'])} ${events} on ${table.sql} ${draw.chance('statement', 20) ? 'for each statement' : row} ${call_}`,
    )
  if (draw.chance('firing', 10) && table.kind !== 'view')
    drawing.write(
      `alter table ${table.sql} ${draw.pick('how', ['disable', 'enable always', 'enable replica'])} trigger ${name}`,
    )
  if (draw.chance('comment', 10))
    drawing.write(`comment on trigger ${name} on ${table.sql} is '${draw.pick('comment text', ['a', 'b'])}'`)
}

export function drawPolicy(drawing: Drawing, draw: Draw): void {
  const table = draw.chooseParent(drawing.tables())
  const column = table && draw.choose('column', table.columns)
  if (table === undefined || column === undefined) return
  const name = nameOf(draw, 'name', 'pol')
  const command = draw.pick('command', ['all', 'select', 'insert', 'update', 'delete'])
  const other = draw.choose(
    'other',
    drawing.relations.filter(({ id, columns }) => id !== table.id && columns.length > 0),
  )
  const inner = other && draw.choose('inner', other.columns)
  const using =
    draw.chance('subquery', 25) && other && inner
      ? `exists (select from ${other.sql} o where ${drawCondition(drawing, draw, { question: 'inner condition', column: inner, name: `o.${inner.name}` })})`
      : drawCondition(drawing, draw, { question: 'condition', column })
  const check = drawCondition(drawing, draw, { question: 'check', column })
  drawing.write(
    `create policy ${name} on ${table.sql} as ${draw.pick('strictness', ['permissive', 'restrictive'])} for ${command} to ${draw.pick('role', ['public', ...roles, 'drawn_reader, drawn_owner'])}
     ${command === 'insert' ? '' : `using (${using})`} ${command === 'insert' || (command !== 'select' && command !== 'delete' && draw.chance('has check', 40)) ? `with check (${check})` : ''}`,
  )
  if (draw.chance('comment', 10))
    drawing.write(`comment on policy ${name} on ${table.sql} is '${draw.pick('comment text', ['a', 'b'])}'`)
}

export function drawRule(drawing: Drawing, draw: Draw): void {
  const tables = drawing.relations.filter(({ kind }) => kind === 'table' || kind === 'view')
  const table = draw.chooseParent(tables)
  const other = draw.choose(
    'other',
    drawing.relations.filter(({ kind, id }) => kind === 'table' && id !== table?.id),
  )
  const column = other && draw.choose('column', other.columns)
  if (table === undefined || other === undefined || column === undefined) return
  const name = nameOf(draw, 'name', 'rul')
  const event = draw.pick('event', ['insert', 'update', 'delete'])
  const does = draw.pick('does', [
    'instead nothing',
    `also update ${other.sql} set ${column.name} = ${column.name}`,
    `also notify "changed"`,
    `also delete from ${other.sql} where ${column.name} is null`,
  ])
  drawing.write(`create rule ${name} as on ${event} to ${table.sql} do ${does}`)
  if (draw.chance('disabled', 10) && table.kind === 'table')
    drawing.write(`alter table ${table.sql} disable rule ${name}`)
}

export function drawStatistics(drawing: Drawing, draw: Draw): void {
  const table = draw.chooseParent(drawing.relations.filter(({ kind }) => kind !== 'view'))
  const columns = table
    ? draw.several('of', table.columns.filter(isComparable), 2 + draw.number('more', 2))
    : []
  if (table === undefined || columns.length < 2) return
  const { sql } = drawing.name(draw, 'sta')
  const kinds = draw.pick('kinds', ['', '(ndistinct)', '(dependencies, mcv)'])
  const value = drawValue(drawing, draw, { question: 'value', column: columns[0]! })
  const list = draw.chance('expression', 20)
    ? [`(${value.sql})`, columns[1]!.name]
    : columns.map(({ name }) => name)
  drawing.write(`create statistics ${sql} ${kinds} on ${list.join(', ')} from ${table.sql}`)
  if (draw.chance('target', 15))
    drawing.write(`alter statistics ${sql} set statistics ${draw.pick('which target', [50, 500])}`)
  drawing.writeCommon(draw, `statistics ${sql}`)
}
