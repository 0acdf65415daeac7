import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { corpus } from './corpus.ts'
import { readText } from '../../../src/psql/read-text.ts'
import { filesOf, readAll, readItem, readUntilError, type Options } from './reading.ts'

const fragments = [
  "'",
  '"',
  '$$',
  '$a$',
  "E'",
  "\\'",
  ';',
  '(',
  ')',
  '--',
  '\n',
  '\r\n',
  '/*',
  '*/',
  'begin',
  'case',
  'end',
  ' ',
  'create function ',
  'a$b',
  '1',
  'é',
  '表',
  '\\;',
  '\\echo x\n',
  'copy t from stdin;',
  "copy t from stdin (encoding 'latin1');",
  '\\.\n',
  '\\.',
  '\\',
  '\ufeff',
  '-',
  '/',
  '$',
  'e',
  '\r',
  'u&',
  ':',
  ':x',
  ":'x'",
  ':"x"',
  ':{?x}',
  ':y',
  '\\set x ',
  '\\unset x\n',
  '\n\\if true\n',
  '\n\\if false\n',
  '\n\\elif 1\n',
  '\n\\else\n',
  '\n\\endif\n',
  '\\i a\n',
  '\\encoding latin1\n',
  '\\encoding sjis\n',
  '\\encoding gb18030\n',
  'set client_encoding = utf8;',
  '\\q',
  '\\\\',
  '\0',
]

const options: Options = {
  variables: new Map([
    ['x', "'a"],
    ['y', ' :x; copy t from stdin; select '],
  ]),
  include: filesOf({ a: "select 'é'; \\set x b\n select" }),
}

describe('how a script is cut into chunks does not matter', () => {
  const chunkSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
  const outcome = async (script: string | Uint8Array, sizes: readonly number[], given: Options) => {
    const { items, error } = await readUntilError(script, sizes, given)
    const { message, place } = (error ?? {}) as { message?: string; place?: unknown }
    return { items, message, place }
  }

  for (const [name, given] of Object.entries({
    'without variables': {},
    'with variables and files': options,
  })) {
    test(name, async () => {
      const script = fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join(''))
      await fc.assert(
        fc.asyncProperty(script, chunkSizes, async (text, sizes) => {
          expect(await outcome(text, sizes, given)).toEqual(await outcome(text, [], given))
        }),
        { numRuns: 1000 },
      )
    })
  }

  test.each([
    ['without variables', {}],
    ['with variables', options],
  ])('a text that is read at once gives the same, or is left to the other reading: %s', async (_, given) => {
    const script = fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((parts) => parts.join(''))
    let told = 0
    await fc.assert(
      fc.asyncProperty(script, async (text) => {
        const items = readText(text, { file: 'init.sql', ...given })
        if (items === undefined) return
        told += 1
        expect({ items: await Promise.all(items.map(readItem)) }).toEqual(await outcome(text, [], given))
      }),
      { numRuns: 2000 },
    )
    expect(told).toBeGreaterThan(200)
  })

  test('of any bytes', async () => {
    const piece = fc.oneof(
      fc.constantFrom(...fragments).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
    )
    const script = fc.array(piece, { maxLength: 25 }).map((parts) => Buffer.concat(parts))
    await fc.assert(
      fc.asyncProperty(script, chunkSizes, async (bytes, sizes) => {
        expect(await outcome(bytes, sizes, options)).toEqual(await outcome(bytes, [], options))
      }),
      { numRuns: 1000 },
    )
  })

  test('at the borders of the window', async () => {
    const all = Object.values(corpus)
      .map(([script]) => script + '\n')
      .join('')
      .replaceAll('\ufeff', '')
    const tail = `${all}copy t from stdin;\nx\n\\.\nselect 1;`
    const whole = (await readAll(tail)).map(({ text, data }) => [text, data])
    for (let shift = 0; shift < 80; shift++) {
      const padding = ' '.repeat(65_536 - 40 * shift)
      const items = await readAll(padding + tail, [65_536])
      expect(items.map(({ text, data }) => [text, data])).toEqual(whole)
    }
  })
})
