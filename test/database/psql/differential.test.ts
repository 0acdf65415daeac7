import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { corpus } from '../../unit/psql/corpus.ts'
import { readAll, readUntilError, type ReadItem } from '../../unit/psql/reading.ts'
import { openPsql, psqlVersion, sqlOf, type PsqlOracle } from './psql-oracle.ts'

/**
 * The reader against the real psql.
 * Not compared, because the reader differs on purpose: scripts that end inside a quote or with an open parenthesis
 * (only what comes before counts), E'…' strings that go on over a line end, what follows a refused meta-command,
 * and a last `\.` without a line end, which the server refuses as corrupt and the reader accepts.
 * fast-check prints the seed of a run that fails.
 */
/** Each run starts psql: about 40 ms. */
const randomRuns = Number(process.env['PLINTH_DIFFERENTIAL_RUNS'] ?? 150)

describe.skipIf(psqlVersion === undefined)('the reader and psql', () => {
  let database: TestDatabase
  let psql: PsqlOracle

  beforeAll(async () => {
    database = await (await testServer()).createDatabase()
    await database.query('create table rows (a text, b text)')
    psql = await openPsql(database.url)
  })
  afterAll(async () => {
    await database?.drop()
    await psql?.close()
  })

  for (const [name, [script]] of Object.entries(corpus)) {
    test(name, async () => {
      const items = await readAll(script)
      expect(sqlOf(items)).toEqual(await psql.sent(script))
    })
  }

  test('random scripts', { timeout: 30_000 + randomRuns * 200 }, async () => {
    const script = fc
      .array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 25 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(script, async (text) => {
        const { items, error } = await readUntilError(text)
        if (items.some(({ kind }) => kind !== 'statement')) return
        const sent = await psql.sent(text)
        const ours = sqlOf(items)
        expect(ours).toEqual(error === undefined ? sent : sent.slice(0, ours.length))
        // psql goes on after a refused meta-command; else it sends the open end only.
        if (!isRefusal(error)) expect(sent.length - ours.length).toBeLessThanOrEqual(1)
      }),
      { numRuns: randomRuns },
    )
  })

  const blocks: Record<string, string> = {
    'rows that look like SQL': "copy rows from stdin;\n;'\t$$--/*\n\\\\connect\tx\n\\.\nselect 1;\n",
    CRLF: 'copy rows from stdin;\r\n1\t2\r\n3\t\\N\r\n\\.\r\nselect 1;\r\n',
    'no rows': 'copy rows from stdin;\n\\.\nselect 1;\n',
    'no end marker': 'copy rows from stdin;\n1\t2\n3\t4',
    'escaped dots': 'copy rows from stdin;\n\\\\.\tx\n \\\\.\t.\n\\.\nselect 1;\n',
    'CSV with quoted line ends':
      'copy rows (b, a) from stdin with (format csv);\n"x\n;","a;""b"\n\\.\nselect 1;\n',
    'two on a line':
      'copy rows from stdin; copy rows from stdin; select 1,\nA\tB\n\\.\nC\tD\n\\.\n2; select 3;\n',
    'in any letter case':
      'COPY Rows /* from x; */ (a)\n FROM -- ;\n STDIN WITH (FORMAT text);\n;select 1;\n\\.\nselect 2;\n',
    'one long row': `copy rows from stdin;\n${'x'.repeat(300_000)}\ty\n\\.\nselect 1;\n`,
  }
  for (const [name, script] of Object.entries(blocks)) {
    test(`COPY: ${name}`, async ({ skip }) => {
      const { major } = await testServer()
      skip(
        name.startsWith('CSV') && major >= 18 && psqlVersion! < 18,
        'psql before 18 sends the end marker as CSV',
      )
      const sent = await psql.sent(script)
      const loaded = await takeRows()
      const items = await readAll(script)
      expect(sqlOf(items)).toEqual(sent)
      for (const item of items) if (item.kind === 'copy') await load(item)
      expect(await takeRows()).toEqual(loaded)
      expect(loaded.length > 0).toBe(name !== 'no rows')
    })
  }

  async function takeRows(): Promise<readonly unknown[]> {
    const rows = await database.query('select a, b from rows order by ctid')
    await database.query('truncate rows')
    return rows.map((row) => [row['a'], row['b']])
  }

  async function load({ text, data }: ReadItem): Promise<void> {
    await psql.copyIn(text, Buffer.from(data ?? '', 'latin1'))
  }
})

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('the meta-command')
}

/** No word with a dollar sign comes right after a digit: psql lexes that by other rules since version 16. */
const fragments = [
  "'",
  '"',
  '$$',
  '$a$',
  "E'it\\'s ;' ",
  "e'",
  ';',
  ';',
  '; ',
  '(',
  ')',
  '--',
  '\n',
  '\r\n',
  '/*',
  '*/',
  ' begin ',
  ' case ',
  ' end ',
  ' ',
  ' ',
  'create function ',
  'create or replace procedure ',
  ' a$b',
  '1.',
  '.5',
  '1 ',
  'é ',
  '-',
  '/',
  '*',
  '$1 ',
  '$',
  'select 1 ',
  'U&',
  '\r',
  '\\; ',
  '.',
]
