import { quoteLiteral } from '../../../../src/psql/quote-literal.ts'
import type { Draw } from './draw.ts'
import { nameOf, type Drawing, type DrawnType, type Family } from './drawing.ts'

const plainTypes: readonly (readonly [sql: string, family: Family])[] = [
  ['integer', 'number'],
  ['text', 'text'],
  ['bigint', 'number'],
  ['boolean', 'boolean'],
  ['timestamptz', 'time'],
  ['varchar(20)', 'text'],
  ['varchar(40)', 'text'],
  ['numeric(10,2)', 'number'],
  ['integer', 'number'],
  ['text', 'text'],
  ['numeric', 'number'],
  ['smallint', 'number'],
  ['real', 'number'],
  ['double precision', 'number'],
  ['character(4)', 'text'],
  ['date', 'time'],
  ['timestamp(3)', 'time'],
  ['jsonb', 'json'],
  ['json', 'other'],
  ['uuid', 'other'],
  ['bytea', 'other'],
  ['interval', 'other'],
  ['inet', 'other'],
  ['bit(8)', 'other'],
  ['"char"', 'other'],
  ['name', 'other'],
  ['point', 'other'],
  ['int4range', 'range'],
  ['tstzrange', 'range'],
  ['text[]', 'array'],
  ['integer[]', 'array'],
  ['tsvector', 'other'],
]

/** A type for a column, an argument, an attribute: one of the server, or one that was drawn. */
export function drawType(drawing: Drawing, draw: Draw, question: string): DrawnType {
  const own = draw.chance(`${question} own`, 35) ? draw.choose(`${question} which`, drawing.types) : undefined
  const [sql, family] = draw.pick(question, plainTypes)
  const type = own ?? { id: sql, sql, family }
  const isArray = draw.chance(`${question} array`, 8)
  return isArray ? { id: `${type.id}[]`, sql: `${type.sql}[]`, family: 'array' } : type
}

export function drawEnum(drawing: Drawing, draw: Draw): void {
  const { sql } = drawing.name(draw, 'mood')
  const words = ['a', 'b', `it's`, 'C c', 'ü', 'f'].filter(
    (word, at) => at === 0 || draw.chance(`has ${word}`, 60),
  )
  const values = draw.chance('backwards', 10) ? words.reverse() : words
  drawing.write(`create type ${sql} as enum (${values.map(quoteLiteral).join(', ')})`)
  drawing.writeCommon(draw, `type ${sql}`, { rights: ['usage'] })
  drawing.types.push({ id: draw.thing.id, sql, family: 'other' })
}

export function drawDomain(drawing: Drawing, draw: Draw): void {
  const { sql } = drawing.name(draw, 'kind')
  const of = drawType(drawing, draw, 'of')
  const value = { number: '1', text: `'x'`, boolean: 'true' }[of.family as string]
  const check = { number: 'value > 0', text: `value <> ''` }[of.family as string] ?? 'value is not null'
  drawing.write(
    `create domain ${sql} as ${of.sql} ${value ? draw.maybe('default', 25, `default ${value}`) : ''} ${draw.maybe('not null', 20, 'not null')}`,
  )
  if (draw.chance('check', 45)) {
    const name = draw.maybe('named', 60, `constraint ${nameOf(draw, 'check name', 'fits')}`)
    const valid = draw.maybe('not valid', 15, 'not valid')
    const which = draw.pick('which check', [check, 'value is not null', `value::text <> ''`])
    drawing.write(`alter domain ${sql} add ${name} check (${which}) ${valid}`)
  }
  drawing.writeCommon(draw, `domain ${sql}`, { rights: ['usage'] })
  drawing.types.push({ id: draw.thing.id, sql, family: of.family })
}

export function drawComposite(drawing: Drawing, draw: Draw): void {
  const { sql } = drawing.name(draw, 'pair')
  const attributes = ['a', 'b', 'C'].filter((name, at) => at === 0 || draw.chance(`has ${name}`, 55))
  const parts = attributes.map((name) => `"${name}" ${drawType(drawing, draw, `type of ${name}`).sql}`)
  drawing.write(`create type ${sql} as (${parts.join(', ')})`)
  if (draw.chance('attribute comment', 15)) drawing.write(`comment on column ${sql}."a" is 'first'`)
  drawing.writeCommon(draw, `type ${sql}`, { rights: ['usage'] })
  drawing.types.push({ id: draw.thing.id, sql, family: 'other' })
}

export function drawRange(drawing: Drawing, draw: Draw): void {
  const { sql, schema } = drawing.name(draw, 'span')
  const of = draw.pick('of', ['float8', 'integer', 'text', 'date'])
  const many = draw.maybe(
    'multirange',
    25,
    `, multirange_type_name = ${schema}.${nameOf(draw, 'many', 'spans')}`,
  )
  drawing.write(`create type ${sql} as range (subtype = ${of}${many})`)
  drawing.writeCommon(draw, `type ${sql}`)
  drawing.types.push({ id: draw.thing.id, sql, family: 'range' })
}

export function drawCollation(drawing: Drawing, draw: Draw): void {
  const { sql } = drawing.name(draw, 'coll')
  drawing.write(`create collation ${sql} (locale = ${draw.pick('locale', [`'C'`, `'POSIX'`])})`)
  drawing.writeCommon(draw, `collation ${sql}`)
  drawing.collations.push({ id: draw.thing.id, sql })
}
