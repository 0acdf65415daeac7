import { describe, expect, test } from 'vitest'
import { inChunks, readUntilError } from './reading.ts'
import { readScript } from '../../../src/psql/read-script.ts'

const megabytes = 10
const variables = new Map([
  ['x', ''],
  ['y', '1'],
])
const longest = ['(', '$', '$a$b$', '--', '/*', "'", '\\']

/**
 * Megabytes of nothing else, in chunks of 64 KiB. What counts is that each ends: a reader whose time grows with the square of
 * the length would take hours.
 */
describe('a script that repeats', () => {
  const pieces = [
    ...longest,
    ')',
    '$a',
    '--\n',
    '/',
    '*/',
    "''",
    "'a",
    '"',
    '\\;',
    '\\:',
    "e'\\",
    "E'a'\n",
    ':',
    ':x',
    ':y',
    ":'",
    ":'y'",
    ':{?',
    '1.',
    '.',
    'a',
    '\n',
    '\r',
    ';',
    'create function a begin ',
    'begin case ',
    'copy a from stdin;',
    'copy a from stdin;\n\\.\n',
    'copy a from stdin;\n\\.',
    '\\.\n',
    '\n\\.x',
    '\\echo\n',
    '\\if false\n\\endif\n',
    'é',
    '\ufeff',
  ]
  for (const piece of pieces) {
    test(JSON.stringify(piece), async () => {
      const size = longest.includes(piece) ? megabytes * 1e6 : 1e6
      const bytes = Buffer.from(piece.repeat(size / piece.length))
      await readToEnd(bytes, {})
      if (piece.includes(':')) await readToEnd(bytes, { variables })
    })
  }

  test('a COPY marker in the midst of rows', async () => {
    const bytes = Buffer.from(`copy t from stdin;\n${'\n\\.x'.repeat(500_000)}\n\\.\nselect 1;`)
    expect(await readToEnd(bytes, {})).toBe(2)
  })

  test('decoding', async () => {
    const bytes = Buffer.alloc(megabytes * 1e6, 0x95)
    for (const name of ['SJIS', 'LATIN1', 'GB18030', 'EUC_JP'])
      await readToEnd(Buffer.concat([Buffer.from(`\\encoding ${name}\n`), bytes]), {})
  })

  test('invalid bytes at the end', async () => {
    const bytes = Buffer.concat([Buffer.alloc(megabytes * 1e6, 0x20), Buffer.from([0xe9])])
    const { error } = await readUntilError(bytes, [65_536])
    expect(error).toMatchObject({ message: 'the script is not valid UTF-8: byte 0xE9 at offset 10000000' })
  })
})

/** The number of items; an error ends them. */
async function readToEnd(
  bytes: Uint8Array,
  options: { variables?: ReadonlyMap<string, string> },
): Promise<number> {
  let count = 0
  try {
    for await (const item of readScript(inChunks(bytes, [65_536]), { file: 'x', ...options })) {
      count++
      if (count % 1000 === 0) expect(item.at.line).toBeGreaterThan(0)
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'E_SCRIPT' })
  }
  return count
}
