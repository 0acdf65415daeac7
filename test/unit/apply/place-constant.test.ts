import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantsOf, unitInConstant, valueOf } from '../../../src/apply/place-constant.ts'

const read = (text: string) => [...constantsOf(text)].map((one) => [one.word, valueOf(one)])

/** How each character of a value may be written. */
const writers: Readonly<
  Record<string, { open: string; close: string; write: (character: string) => string }>
> = {
  plain: { open: "'", close: "'", write: (c) => (c === "'" ? "''" : c) },
  national: { open: "N'", close: "'", write: (c) => (c === "'" ? "''" : c) },
  'escape, by letters': {
    open: "E'",
    close: "'",
    write: (c) => ({ "'": String.raw`\'`, '\\': '\\\\', '\n': String.raw`\n`, '\t': String.raw`\t` })[c] ?? c,
  },
  'escape, by numbers': {
    open: "e'",
    close: "'",
    write: (c) => {
      const code = c.codePointAt(0) ?? 0
      if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`
      return code > 0xffff
        ? `\\U${code.toString(16).padStart(8, '0')}`
        : `\\u${code.toString(16).padStart(4, '0')}`
    },
  },
  'escape, octal': {
    open: "E'",
    close: "'",
    write: (c) => {
      const code = c.codePointAt(0) ?? 0
      if (code >= 0x80) return c
      return `\\${code.toString(8).padStart(3, '0')}`
    },
  },
  unicode: {
    open: "U&'",
    close: "'",
    write: (c) => {
      const code = c.codePointAt(0) ?? 0
      if (c === '\\') return '\\\\'
      return code > 0xffff
        ? `\\+${code.toString(16).padStart(6, '0')}`
        : `\\${code.toString(16).padStart(4, '0')}`
    },
  },
  dollar: { open: '$$', close: '$$', write: (c) => c },
  'tagged dollar': { open: '$Tä_1$', close: '$Tä_1$', write: (c) => c },
  'in parts': {
    open: "'",
    close: "'",
    write: (c) => (c === '\n' ? "\n' -- it's\r\n\t'" : c === "'" ? "''" : c),
  },
}

describe('a string constant', () => {
  const values = fc
    .array(fc.constantFrom('a', '1', "'", '\\', '\n', '\t', '"', '-', '/', '*', 'ä', '漢', '𝒳'), {
      maxLength: 20,
    })
    .map((parts) => parts.join(''))

  it.each(Object.entries(writers))('%s: each character of the value is where it was written', (_, writer) => {
    fc.assert(
      fc.property(values, (value) => {
        const before = `do /* ' $$ /* */ ' */ "a'b""c" -- it's\n language plpgsql `
        let text = before + writer.open
        const starts = Array.from(value, (character) => {
          const start = text.length
          text += writer.write(character)
          return start
        })
        text += `${writer.close} 'after'`
        const [constant, after] = [...constantsOf(text)]
        expect([valueOf(constant!), valueOf(after!)]).toEqual([value, 'after'])
        let index = 0
        for (const [i, character] of [...value].entries()) {
          expect(unitInConstant(constant!, index)).toBe(starts[i])
          index += character.length
        }
      }),
    )
  })

  it.each<[string, readonly (readonly [string, string])[]]>([
    [
      "do language 'plpgsql' 'x'",
      [
        ['language', 'plpgsql'],
        ['', 'x'],
      ],
    ],
    [
      "create function f() returns int as 'x' language 'sql'",
      [
        ['as', 'x'],
        ['language', 'sql'],
      ],
    ],
    ['select $1, a$b$c, $x$y$x$', [['', 'y']]],
    [
      "select type'x', e 'y', b'01'",
      [
        ['type', 'x'],
        ['e', 'y'],
        ['b', '01'],
      ],
    ],
    ['select 1 /* open', []],
    ["select 'open", [['select', 'open']]],
    ['select $$open', [['select', 'open']]],
    [String.raw`select E'open\ `.trim(), [['select', 'open\\']]],
    [String.raw`select U&'\zz'`, [['select', String.raw`\zz`]]],
    [String.raw`select E'\UFFFFFFFF\q'`, [['select', '\ufffdq']]],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})
