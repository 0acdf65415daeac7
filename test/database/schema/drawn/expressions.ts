import type { Draw } from './draw.ts'
import type { Drawing, DrawnColumn, Family } from './drawing.ts'

/** Something that is true or false of a column, immutable; the column is written as `name`. */
export function drawCondition(
  drawing: Drawing,
  draw: Draw,
  {
    question,
    column,
    name = column.name,
  }: { readonly question: string; readonly column: DrawnColumn; readonly name?: string },
): string {
  const number = draw.number(`${question} limit`, 3)
  const call = draw.chance(`${question} call`, 20)
    ? draw.choose(`${question} function`, drawing.numberFunctions)
    : undefined
  const conditions: Partial<Record<Family, readonly string[]>> = {
    number: [
      `${name} > ${number}`,
      `${name} between 0 and 10${number}`,
      `abs(${name}) >= 0 or ${name} is null`,
      `${name} = any (array[1, 2, ${number}])`,
    ],
    text: [
      `${name} <> ''`,
      `lower(${name}) like 'a%${number}'`,
      `length(${name}) > ${number} and ${name} is not null`,
      `${name} in ('a', 'b')`,
    ],
    boolean: [name, `not ${name}`, `${name} is distinct from true`],
    time: [`${name} > '2020-01-0${number + 1}'`, `${name} is not null`],
    json: [`${name} ? 'a'`, `${name} ->> 'a' = 'b'`],
    array: [`cardinality(${name}) > ${number}`, `${name} is not null`],
    range: [`not isempty(${name})`, `${name} is not null`],
  }
  if (call !== undefined && column.family === 'number') return `${call.sql}(${name}::integer) > ${number}`
  return draw.pick(
    question,
    conditions[column.family] ?? [`${name} is not null`, `${name} is null or ${number} > 0`],
  )
}

/** A value computed of a column, immutable, with its family. */
export function drawValue(
  drawing: Drawing,
  draw: Draw,
  {
    question,
    column,
    name = column.name,
  }: { readonly question: string; readonly column: DrawnColumn; readonly name?: string },
): { readonly sql: string; readonly family: Family; readonly type: string } {
  const call = draw.choose(`${question} function`, drawing.numberFunctions)
  const number = { family: 'number', type: 'integer' } as const
  const text = { family: 'text', type: 'text' } as const
  const same = { sql: name, family: column.family, type: column.type }
  const values =
    column.family === 'number'
      ? [
          same,
          { sql: `(${name} + 1)`, family: 'number', type: 'numeric' } as const,
          ...(call ? [{ sql: `${call.sql}(${name}::integer)`, ...number }] : []),
          { sql: `coalesce(${name}, 0)`, family: 'number', type: 'numeric' } as const,
        ]
      : column.family === 'text'
        ? [
            same,
            { sql: `upper(${name})`, ...text },
            { sql: `(${name} || 'x')`, ...text },
            { sql: `length(${name})`, ...number },
          ]
        : [
            same,
            { sql: `(${name} is null)`, family: 'boolean', type: 'boolean' } as const,
            { sql: `nullif(${name}, ${name})`, family: 'other', type: column.type } as const,
          ]
  return draw.pick(question, values)
}

/** What a column of that family can begin with; empty: nothing that is known. */
export function drawDefault(drawing: Drawing, draw: Draw, family: Family): string {
  const sequence = draw.choose('default sequence', drawing.sequences)
  const call = draw.choose('default function', drawing.numberFunctions)
  const defaults: Partial<Record<Family, readonly string[]>> = {
    number: [
      '0',
      '-1',
      ...(sequence ? [`nextval('${sequence.sql.replaceAll(`'`, `''`)}')`] : []),
      ...(call ? [`${call.sql}(7)`] : []),
      '2 + 3',
    ],
    text: [`''`, `'it''s'`, `E'a\\nb'`, `upper('x')`, 'current_user'],
    boolean: ['false', 'true'],
    time: ['now()', `'2020-01-01'`, 'current_timestamp'],
    json: [`'{}'`, `jsonb_build_object('a', 1)`],
    array: [`'{}'`],
    range: [`'empty'`],
  }
  return draw.pick('default', defaults[family] ?? ['null'])
}
