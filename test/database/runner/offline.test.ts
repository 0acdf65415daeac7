import { spawnSync } from 'node:child_process'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TestDatabase } from '../../support/server.ts'
import { contentsOf, headsOf, journalOf, makeDatabase, makeProject, example } from '../../support/project.ts'
import { plinth } from '../../../src/index.ts'

const hasPsql = spawnSync('psql', ['--version']).status === 0

function psql(database: TestDatabase, sql: string | undefined): void {
  if (sql === undefined) throw new Error('there is no script')
  const { status, stderr } = spawnSync('psql', ['-X', '-q', '-d', database.url], {
    input: sql,
    encoding: 'utf8',
  })
  expect({ status, stderr: stderr.replace(/^(WARNING|NOTICE):.*\n/gm, '') }).toEqual({
    status: 0,
    stderr: '',
  })
}

describe.skipIf(!hasPsql)('SQL for psql', () => {
  it('does what init and upgrade do', async () => {
    const project = await makeProject({
      migrations: {
        one: {
          up: "create table public.one (t text default 'it''s \\ :x');\n-- last words",
          down: 'drop table public.one;',
        },
        two: 'create table public.two (id integer)',
        index: { up: 'create index concurrently one_t on public.one (t)', noTransaction: true },
      },
    })
    const direct = await makeDatabase()
    const offline = await makeDatabase()
    await project.on(direct).init()
    const first = await project.on(offline).init({ mode: 'script', migrate: 'later' })
    psql(offline, first.sql)
    const rest = await project.on(offline).upgrade({ mode: 'script' })
    psql(offline, rest.sql)
    expect(await headsOf(offline)).toEqual(await headsOf(direct))
    expect(await journalOf(offline)).toEqual(await journalOf(direct))
    expect(await contentsOf(offline)).toBe(await contentsOf(direct))
    expect((await project.on(offline).upgrade()).applied).toEqual([])
    expect((await project.on(offline).check()).ok).toBe(true)
  })

  it('does it for the example project', async () => {
    const direct = await makeDatabase()
    const offline = await makeDatabase()
    await plinth({ url: direct.url, cwd: example }).init()
    const { sql } = await plinth({ url: offline.url, cwd: example }).init({ mode: 'script' })
    psql(offline, sql)
    expect(await headsOf(offline)).toEqual(await headsOf(direct))
    expect(await contentsOf(offline)).toBe(await contentsOf(direct))
  })

  it('renders a project whose baseline is not written yet', async () => {
    const { folder, on } = await makeProject({ migrations: {} })
    for (const name of await readdir(join(folder, 'migrations'))) await rm(join(folder, 'migrations', name))
    const database = await makeDatabase()
    const { sql } = await on(database).init({ mode: 'script' })
    psql(database, sql)
    expect(await readdir(join(folder, 'migrations'))).toEqual([])
    const { heads, applied } = await on(database).init()
    expect(applied).toEqual([])
    expect(await headsOf(database)).toEqual(heads)
  })

  it('undoes what downgrade undoes', async () => {
    const project = await makeProject({
      migrations: { one: { up: 'create table public.one ()', down: 'drop table public.one' } },
    })
    const database = await makeDatabase()
    await project.on(database).init()
    const { sql } = await project.on(database).downgrade({ target: '-1', mode: 'script' })
    psql(database, sql)
    expect(await headsOf(database)).toEqual(['ba5e00000000'])
    expect(await contentsOf(database)).not.toContain('r one ')
  })
})
