import { describe, expect, test } from 'vitest'
import { readScript } from '../../../src/psql/read-script.ts'
import { corpus } from './corpus.ts'
import { inChunks, readAll, refusal, textsOf } from './reading.ts'

describe('statements', () => {
  for (const [name, [script, ...statements]] of Object.entries(corpus)) {
    test(name, async () => expect(await textsOf(script)).toEqual(statements))
  }

  test('an escape string stays one over line ends, as the server sees it', async () => {
    const script = "select E'a' -- ;\n  'b\\';c' ; select E'a' 'b\\'; select 3;"
    expect(await textsOf(script)).toEqual(["select E'a' -- ;\n  'b\\';c'", "select E'a' 'b\\'", 'select 3'])
  })

  test('places count lines, characters and bytes', async () => {
    const items = await readAll("\ufeff-- é\n  select 'é\nx'; select 2;\r\n\\echo é\n表 ;")
    expect(items.map(({ at }) => at)).toEqual(['2:3@11', '3:5@26', '4:1@37', '5:1@46'])
  })

  test('a statement longer than allowed is refused, however it arrives', async () => {
    const script = `select 1; select '${'x'.repeat(100)}';`
    expect(await readAll(script, [], { maxStatementBytes: 109 })).toHaveLength(2)
    for (const sizes of [[], [1], [7]]) {
      await expect(readAll(script, sizes, { maxStatementBytes: 108 })).rejects.toMatchObject({
        code: 'E_SCRIPT',
        message: 'a statement is longer than 108 bytes',
        place: { line: 1, column: 11 },
      })
    }
  })

  test('a comment may be longer than any statement', async () => {
    expect(
      await readAll(`/*${'é'.repeat(200_000)}*/ select 1;`, [100_001], { maxStatementBytes: 100 }),
    ).toHaveLength(1)
  })

  test('long tokens and deep nesting cost linear time and no stack', async () => {
    const word = 'a'.repeat(2_000_000)
    const deep = 100_000
    expect(await readAll(`select ${word};`, [1000])).toHaveLength(1)
    expect(await readAll(`select $${word}$;$${word}$;`, [1000])).toHaveLength(1)
    expect(await readAll(`select ${'('.repeat(deep)};${')'.repeat(deep)};`)).toHaveLength(1)
    expect(await readAll(`select 1 ${'/*'.repeat(deep)};${'*/'.repeat(deep)};`)).toHaveLength(1)
  })

  test('the source is closed when the reader is left early', async () => {
    let closed = false
    async function* source() {
      try {
        for (;;) yield Buffer.from('select 1;'.repeat(10_000))
      } finally {
        closed = true
      }
    }
    for await (const _ of readScript(source(), { file: 'x' })) break
    expect(closed).toBe(true)
  })
})

describe('meta-commands', () => {
  test('take the rest of the line', async () => {
    const script =
      'select 1;\n  \\echo hi; there \r\nselect 2;\\restrict abc\nselect 3;\\unrestrict abc\n\\echo x'
    expect(await textsOf(script)).toEqual([
      'select 1',
      '\\echo hi; there',
      'select 2',
      'select 3',
      '\\echo x',
    ])
  })

  test('leave a statement in progress as it is', async () => {
    const items = await textsOf('select 1 \\timing\n, 2\n\\echo x\n, 3;')
    expect(items).toEqual(['\\echo x', 'select 1 \n, 2\n\n, 3'])
  })

  test('mean nothing inside quotes and comments', async () => {
    const script = "select '\n\\q\n', $$\n\\q\n$$ /*\n\\q\n*/ -- \\q\n;"
    expect(await textsOf(script)).toHaveLength(1)
  })

  test('\\q ends the script after the statement in progress', async () => {
    expect(await textsOf("select 1; select 2 \\q\nselect 3; '")).toEqual(['select 1', 'select 2'])
  })
})

describe('COPY blocks', () => {
  const cases: Record<string, readonly [script: string, ...items: string[]]> = {
    rows: ['copy t from stdin;\n1\n2\n\\.\nselect 1;', 'copy t from stdin <<< 1\n2\n', 'select 1'],
    'rows that look like SQL': [
      "copy t from stdin;\n;'\n$$--/*\n\\connect x\n\\.\nselect 1;",
      "copy t from stdin <<< ;'\n$$--/*\n\\connect x\n",
      'select 1',
    ],
    'any letter case, columns, options, comments': [
      'COPY "a;b" /* from x */ (a, "from")\n FROM -- y\n StdIn WITH (FORMAT csv);\n1\n\\.\n',
      'COPY "a;b" /* from x */ (a, "from")\n FROM -- y\n StdIn WITH (FORMAT csv) <<< 1\n',
    ],
    CRLF: ['copy t from stdin;\r\n1\r\n\\.\r\nselect 1;', 'copy t from stdin <<< 1\r\n', 'select 1'],
    'no rows': ['copy t from stdin;\n\\.\nselect 1;', 'copy t from stdin <<< ', 'select 1'],
    'end marker without line end': ['copy t from stdin;\n1\n\\.', 'copy t from stdin <<< 1\n'],
    'no end marker': ['copy t from stdin;\n1\n2', 'copy t from stdin <<< 1\n2'],
    'nothing follows': ['copy t from stdin', 'copy t from stdin <<< '],
    'a row that is not the end marker': [
      'copy t from stdin;\n\\\\.\n\\.x\n \\.\n\\.\r\r\nx\\.\n\\.\n',
      'copy t from stdin <<< \\\\.\n\\.x\n \\.\n\\.\r\r\nx\\.\n',
    ],
    'the rest of the line runs after the rows': [
      'copy a from stdin; copy b from stdin; select 1,\nA\n\\.\nB\n\\.\n2; select 3',
      'copy a from stdin <<< A\n',
      'copy b from stdin <<< B\n',
      'select 1,\n2',
      'select 3',
    ],
    'FROM STDOUT means the same': ['copy t from stdout;\n1\n\\.\n', 'copy t from stdout <<< 1\n'],
    'not from a file': [
      "copy t from 'stdin'; copy t from program 'stdin'; select 1",
      "copy t from 'stdin'",
      "copy t from program 'stdin'",
      'select 1',
    ],
    'not to the client': [
      'copy (select * from stdin) to stdout; copy t to stdin; select 1',
      'copy (select * from stdin) to stdout',
      'copy t to stdin',
      'select 1',
    ],
    'not in another statement': [
      'explain copy t from stdin; select copy from stdin;',
      'explain copy t from stdin',
      'select copy from stdin',
    ],
    'not with a table of that name': ["copy stdin from 'x'; select 1;", "copy stdin from 'x'", 'select 1'],
  }
  for (const [name, [script, ...items]] of Object.entries(cases)) {
    test(name, async () => expect(await textsOf(script)).toEqual(items))
  }

  test('places go on behind the rows, and on the rest of the line', async () => {
    const items = await readAll('copy a from stdin; select 1;\nx\ny\n\\.\nselect 2;')
    expect(items.map(({ at }) => at)).toEqual(['1:1@0', '1:20@19', '5:1@36'])
  })

  test('rows that the consumer does not read are passed over', async () => {
    const kinds: string[] = []
    const script = Buffer.from(`copy a from stdin;\n${'drop table x;\n'.repeat(20_000)}\\.\nselect 1;`)
    for await (const item of readScript(inChunks(script, [5000]), { file: 'x' })) {
      kinds.push(item.kind)
      if (item.kind === 'copy') for await (const _ of item.data) break
    }
    expect(kinds).toEqual(['copy', 'statement'])
  })

  test('one huge row comes in chunks', async () => {
    async function* source() {
      yield Buffer.from('copy t from stdin;\n')
      for (let i = 0; i < 1000; i++) yield Buffer.alloc(65_536, 'x')
      yield Buffer.from('\n\\.\n')
    }
    let longest = 0
    let total = 0
    for await (const item of readScript(source(), { file: 'x', maxStatementBytes: 1000 })) {
      if (item.kind !== 'copy') continue
      for await (const chunk of item.data) {
        longest = Math.max(longest, chunk.length)
        total += chunk.length
      }
    }
    expect(total).toBe(65_536_001)
    expect(longest).toBeLessThan(200_000)
  })

  test('rows may be any bytes', async () => {
    const script = Buffer.from('copy t from stdin;\n\0\xff\xfe\n\\.\n', 'latin1')
    expect((await readAll(script))[0]?.data).toBe('\0\xff\xfe\n')
  })

  test('binary rows are refused', async () => {
    expect((await refusal('copy t from stdin (format binary);\n')).message).toMatch(/binary/)
    expect((await refusal('copy binary t from stdin;\n')).message).toMatch(/binary/)
  })

  test('rows after \\; are refused', async () => {
    expect((await refusal('select 1 \\; copy t from stdin;\n')).message).toContain('\\;')
  })
})
