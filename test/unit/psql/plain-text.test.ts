import { describe, expect, it } from 'vitest'
import { plainText } from '../../../src/psql/plain-text.ts'

describe('what means nothing', () => {
  it.each([
    ['white space and line ends', 'select 1, 2;', '  select\r\n  1 ,\t2\n;\n'],
    ['comments', 'select 1;', '-- one\nselect /* two /* three */ */ 1; -- four'],
    ['a comment as white space', 'select 1', 'select/**/1'],
    ['white space beside an operator', 'select a+b', 'select a + b'],
  ])('%s', (_, one, other) => {
    expect(plainText(other)).toBe(plainText(one))
  })
})

describe('what means something', () => {
  it.each([
    ['white space in a string', "select 'a b'", "select 'a  b'"],
    ['what looks like a comment in a string', "select '-- a'", "select '-- b'"],
    ['white space in a name', 'select "a b"', 'select "a  b"'],
    ['a body in dollar quotes', 'do $$ begin end $$', 'do $$ begin  end $$'],
    ['the prefix of a string', "select 'a\\\\nb'", "select e'a\\\\nb'"],
    ['words that run into each other', 'select a b', 'select ab'],
    ['two operators and one', 'select a - -b', 'select a --b'],
    ['case', 'select A', 'select a'],
    ['rows of a COPY', 'copy t from stdin;\na\tb\n\\.', 'copy t from stdin;\na  b\n\\.'],
    [
      'strings that are read otherwise',
      "set standard_conforming_strings = off; select ' \\' --x'",
      "set standard_conforming_strings = off; select ' \\' --y'",
    ],
    ['what follows a quote that is never closed', "select 'a --b", "select 'a --c"],
  ])('%s', (_, one, other) => {
    expect(plainText(other)).not.toBe(plainText(one))
  })
})
