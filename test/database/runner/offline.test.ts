import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { renderSql } from '../../../src/commands/render-sql.ts'
import type { Plan } from '../../../src/index.ts'
import { realWorld } from '../../../src/world.ts'
import type { TestDatabase } from '../../support/server.ts'
import { contentsOf, headsOf, journalOf, makeDatabase, makeProject, example } from '../../support/project.ts'
import { plinth } from '../../../src/index.ts'

const hasPsql = spawnSync('psql', ['--version']).status === 0

function psql(database: TestDatabase, sql: string): void {
  const { status, stderr } = spawnSync('psql', ['-X', '-q', '-d', database.url], {
    input: sql,
    encoding: 'utf8',
  })
  expect({ status, stderr: stderr.replace(/^(WARNING|NOTICE):.*\n/gm, '') }).toEqual({
    status: 0,
    stderr: '',
  })
}

function render(folder: string, plan: Plan): Promise<string> {
  const at = {
    world: realWorld(folder),
    wishes: {},
    onEvent: () => {},
    signal: undefined,
    toolVersion: 'test',
  }
  return renderSql(at, plan)
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
    const first = await project.on(offline).init({ mode: 'plan', migrate: 'later' })
    psql(offline, await render(project.folder, first.plan))
    const rest = await project.on(offline).upgrade({ mode: 'plan' })
    psql(offline, await render(project.folder, rest.plan))
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
    const { plan } = await plinth({ url: offline.url, cwd: example }).init({ mode: 'plan' })
    psql(offline, await render(example, plan))
    expect(await headsOf(offline)).toEqual(await headsOf(direct))
    expect(await contentsOf(offline)).toBe(await contentsOf(direct))
  })

  it('undoes what downgrade undoes', async () => {
    const project = await makeProject({
      migrations: { one: { up: 'create table public.one ()', down: 'drop table public.one' } },
    })
    const database = await makeDatabase()
    await project.on(database).init()
    const { plan } = await project.on(database).downgrade({ target: '-1', mode: 'plan' })
    psql(database, await render(project.folder, plan))
    expect(await headsOf(database)).toEqual(['ba5e00000000'])
    expect(await contentsOf(database)).not.toContain('r one ')
  })
})
