import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  contentsOf,
  headsOf,
  makeDatabase,
  makeProject,
  refusal,
  type TestProject,
} from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'

const header = `// Fill in the names
//
// revision: names0000001
// revises: ba5e00000000
// created: 2026-01-02T03:04:05Z

import type { Transaction } from 'plinth'

`

async function projectWith(
  code: string,
  { head = header, name = '20260102030405_names.ts' } = {},
): Promise<{ project: TestProject; database: TestDatabase; path: string }> {
  const project = await makeProject()
  const path = join(project.folder, 'migrations', name)
  await writeFile(path, head + code)
  const database = await makeDatabase()
  await project.on(database).init({ migrate: 'later' })
  return { project, database, path }
}

const lineOf = (code: string, text: string) =>
  (header + code).split('\n').findIndex((line) => line.includes(text)) + 1

describe('a TypeScript migration', () => {
  const code = `interface Named { id: number; name: string }

export async function upgrade(sql: Transaction) {
  await sql\`insert into public.users (name) select 'user ' || n from generate_series(1, \${3}) n\`
  const rows = await sql<Named>\`select id, name from \${sql('public.users')} where name <> \${"user 2"} order by id\`
  const where = sql\`where id = any(\${rows.map(({ id }) => String(id))}::int[]) and name like \${'user%'}\`
  const { count } = await sql\`update public.users set name = upper(name) \${where}\`
  const [sign] = await sql<{ sign: string }>\`select ';' as sign -- ; and no other\`
  const [one] = await sql.unsafe<{ one: number }>('select 1 as one;')
  if (sign?.sign !== ';' || one?.one !== 1) throw new Error('no rows')
  if (count !== 2) throw new Error(\`\${count} rows\`)
  await sql.unsafe('create table public.one (); create table public.two ()')
  await Promise.all([sql\`create table public.three ()\`, sql\`create table public.four ()\`])
}

export async function downgrade(sql: Transaction): Promise<void> {
  await sql.unsafe('drop table public.one; drop table public.two; drop table public.three; drop table public.four; delete from public.users')
}
`

  it('runs up and down, in the transaction of its record', async () => {
    const { project, database } = await projectWith(code)
    const before = await contentsOf(database)
    const { applied } = await project.on(database).upgrade()
    expect(applied).toMatchObject([{ kind: 'upgrade', revision: 'names0000001', statements: 8 }])
    expect(await database.query('select name from public.users order by id')).toEqual([
      { name: 'USER 1' },
      { name: 'user 2' },
      { name: 'USER 3' },
    ])
    expect(await headsOf(database)).toEqual(['names0000001'])
    expect((await project.on(database).check()).ok).toBe(true)
    await project.on(database).downgrade({ target: '-1' })
    expect(await contentsOf(database)).toBe(before)
  })

  it('is a migration like any other to the verbs that read files', async () => {
    const { project, database } = await projectWith(code)
    const verbs = project.on(database)
    expect(await verbs.history()).toMatchObject([
      { revision: 'names0000001', message: 'Fill in the names', file: '20260102030405_names.ts' },
      { revision: 'ba5e00000000' },
    ])
    expect((await verbs.validate()).findings.filter(({ level }) => level === 'error')).toEqual([])
    expect(await refusal(verbs.upgrade({ mode: 'script' }))).toMatchObject({ code: 'E_USAGE' })
    expect((await verbs.upgrade({ mode: 'plan' })).plan.steps).toMatchObject([{ revision: 'names0000001' }])
  })

  it('may import what stands beside it, and be JavaScript', async () => {
    const { project, database } = await projectWith(
      `import { table } from './names-helper.ts'\nexport const upgrade = (sql) => sql\`create table \${sql(table)} ()\`\n`,
      { head: header.replace(/^import.*\n/m, ''), name: '20260102030405_names.mjs' },
    )
    await writeFile(
      join(project.folder, 'migrations/names-helper.ts'),
      `export const table: string = 'My table'\n`,
    )
    // What upgrade() returns is awaited.
    await project.on(database).upgrade()
    expect(await database.query(`select to_regclass('"My table"') is not null as is`)).toEqual([{ is: true }])
  })
})

describe('a TypeScript migration that fails', () => {
  it.each([
    ['a statement', 'await sql`alter table public.userz add column more text`', 'E_SQL', '42P01'],
    ['a statement of several', "await sql.unsafe('create table public.x (); select 1/0')", 'E_SQL', '22012'],
    ['its own error', "throw new Error('not like this')", 'E_MIGRATION', undefined],
    ['a defect', 'const none = (undefined as any).nothing', 'E_MIGRATION', undefined],
    ['a query that is not awaited', 'sql`create table public.lost ()`', 'E_MIGRATION', undefined],
    [
      'a query that is not awaited to its end',
      'void sql`select pg_sleep(0.1)`.then(() => {})',
      'E_MIGRATION',
      undefined,
    ],
  ])('%s: the line of the file, and nothing is left', async (_, body, code, sqlState) => {
    const text = `export async function upgrade(sql: Transaction) {\n  await sql\`create table public.before ()\`\n  const more: string = 'text'\n  ${body}\n}\n`
    const { project, database, path } = await projectWith(text)
    const before = await contentsOf(database)
    const error = await refusal(project.on(database).upgrade())
    expect(error).toMatchObject({
      code,
      sqlState,
      result: 'names0000001 was rolled back. Nothing was changed.',
    })
    expect(error.place).toMatchObject({ file: path, line: lineOf(text, body) })
    expect(error.place?.frame).toContain(body)
    expect(await contentsOf(database)).toBe(before)
    expect(
      await database.query(
        'select count(*)::int as n from pg_stat_activity where application_name ~ $$^plinth:$$ and datname = current_database()',
      ),
    ).toEqual([{ n: 0 }])
  })

  it.each([
    ['does not parse', 'export async function upgrade( {', /cannot be loaded/],
    [
      'imports what is not there',
      `import 'nowhere-to-be-found'\nexport async function upgrade() {}`,
      /cannot be loaded/,
    ],
    ['exports no function', 'export const upgrade = 5', /does not export a function "upgrade"/],
  ])('%s: before anything is sent', async (_, text, message) => {
    const { project, database } = await projectWith(text)
    const error = await refusal(project.on(database).upgrade())
    expect(error).toMatchObject({ code: 'E_MIGRATION_FORMAT', result: 'Nothing was changed.' })
    expect(error.message).toMatch(message)
  })

  it('that ends the transaction by itself: it is told', async () => {
    const { project, database } = await projectWith(
      'export const upgrade = (sql: Transaction) => sql.unsafe("commit; begin;")',
    )
    expect(await refusal(project.on(database).upgrade())).toMatchObject({ code: 'E_SCRIPT_TRANSACTION' })
  })
})

describe('what the function of a migration leaves running', () => {
  const countOf = async (database: TestDatabase) =>
    (await database.query('select count(*)::int as n from public.users'))[0]?.['n']
  /** Goes on in the background; what it is told is in the array \`said\`. */
  const stray = `async function stray(sql: Transaction) {
  for (let i = 0; ; i++) {
    await sql\`insert into public.users (name) values (\${'stray ' + i})\`
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}
`
  const begin = `  stray(sql).catch((error: { message: string }) => ((globalThis as any).said = error.message))
  await new Promise((resolve) => setTimeout(resolve, 30))
`
  const told = 'a query came after the function of the migration had ended'

  it('is not committed after the migration was rolled back', async () => {
    const { project, database } = await projectWith(
      `${stray}export async function upgrade(sql: Transaction) {\n${begin}  throw new Error('not like this')\n}\n`,
    )
    expect(await refusal(project.on(database).upgrade())).toMatchObject({
      code: 'E_MIGRATION',
      result: 'names0000001 was rolled back. Nothing was changed.',
    })
    expect(await countOf(database)).toBe(0)
    expect((globalThis as unknown as { said: string }).said).toBe(told)
  })

  it('does not run in the transaction of the next one', async () => {
    const { project, database } = await projectWith(
      `const later = () => new Promise((resolve) => setTimeout(resolve, 100))
export async function upgrade(sql: Transaction) {
  await sql\`select 1\`
  later()
    .then(() => sql\`insert into public.users (name) values ('stray')\`)
    .catch((error: { message: string }) => ((globalThis as any).said = error.message))
}
`,
    )
    await writeFile(
      join(project.folder, 'migrations/20260102030406_next.sql'),
      '-- Next\n--\n-- revision: next00000001\n-- revises: names0000001\n\n-- plinth: upgrade\nselect pg_sleep(0.5);\n',
    )
    await project.on(database).upgrade()
    expect(await headsOf(database)).toEqual(['next00000001'])
    expect(await countOf(database)).toBe(0)
    expect((globalThis as unknown as { said: string }).said).toBe(told)
  })

  it('is refused between two batches, and behind them', async () => {
    const head = header.replace('// created', '// plinth: no-transaction\n// created')
    const { project, database } = await projectWith(
      `export async function upgrade(sql: Transaction) {
  const left: unknown[] = []
  const later = async () => {
    await new Promise((resolve) => setTimeout(resolve, 30))
    await sql\`insert into public.users (name) values ('stray')\`
  }
  await sql.batches({ table: 'public.items', key: 'id', size: 5 }, async (range) => {
    await sql\`update public.items set n = n + 1 where \${range}\`
    later().catch((error) => left.push(error.message))
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  ;(globalThis as any).said = [...new Set(left)].join()
}
`,
      { head },
    )
    await database.query('create table public.items (id int primary key, n int not null default 0)')
    await database.query('insert into public.items select i from generate_series(1, 20) i')
    await project.on(database).upgrade()
    expect(await countOf(database)).toBe(0)
    expect((globalThis as unknown as { said: string }).said).toBe(
      'batches run alone, and something ran beside them',
    )
  })
})

describe('an interrupt while a migration waits for something else than the server', () => {
  const never = 'await new Promise(() => {})'

  it.each([
    ['in its transaction', header, `  await sql\`create table public.before ()\`\n  ${never}\n`],
    [
      'in a batch',
      header.replace('// created', '// plinth: no-transaction\n// created'),
      `  await sql.batches({ table: 'public.users', key: 'id' }, async (range) => {\n    await sql\`update public.users set name = 'x' where \${range}\`\n    ${never}\n  })\n`,
    ],
  ])('%s: rolled back, and nothing is sent later', async (_, head, body) => {
    const { project, database } = await projectWith(
      `export async function upgrade(sql: Transaction) {\n${body}}\n`,
      { head },
    )
    await database.query(`insert into public.users (name) values ('one')`)
    const before = await contentsOf(database)
    const interruption = new AbortController()
    const onEvent = ({ kind }: { kind: string }) => {
      if (kind === 'statement') setTimeout(() => interruption.abort(), 20)
    }
    const error = await refusal(project.on(database, { signal: interruption.signal, onEvent }).upgrade())
    expect(error).toMatchObject({ code: 'E_INTERRUPTED' })
    expect(error.result).toMatch(/rolled back/)
    expect(await contentsOf(database)).toBe(before)
    expect(await database.query('select name from public.users')).toEqual([{ name: 'one' }])
    expect(await headsOf(database)).toEqual(['ba5e00000000'])
  })
})
