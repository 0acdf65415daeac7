import { describe, expect, test } from 'vitest'
import { poolerProgram } from '../../support/pooler.ts'
import { queryOnce } from '../../support/server.ts'
import { until } from '../started.ts'
import { migrationWith, pooledProject, secondPath, type PooledProject } from './pooled.ts'

const outside = (upgrade: string) =>
  migrationWith(upgrade).replace('-- plinth: upgrade', '-- plinth: upgrade\n-- plinth: no-transaction')

/** Applied, or refused before anything was done; in both cases the pool is as it was. */
async function expectAppliedOrRefused(project: PooledProject, code: number | null): Promise<void> {
  await project.nothingHeld()
  const [state] = await project.database.query(
    `select to_regclass('i')::text as i, (select string_agg(revision, ',') from plinth.heads) as heads`,
  )
  expect(state).toEqual(code === 0 ? { i: 'i', heads: 'cccccccccccc' } : { i: null, heads: 'bbbbbbbbbbbb' })
}

describe.skipIf(poolerProgram === undefined)('statements outside a transaction, in transaction mode', () => {
  test.each([1, 3, 4, 5, 7])(
    'are run or refused, and nothing is held (%i server connections)',
    async (size) => {
      await using project = await pooledProject('transaction', { size })
      await project.run(['init'])
      await project.write(secondPath, outside('CREATE INDEX CONCURRENTLY i ON users (id);'))
      const { code, stderr } = await project.run(['migrate'])
      expect(stderr).not.toContain("you don't own a lock")
      await expectAppliedOrRefused(project, code)
    },
  )

  test.each([1, 3, 5])('are run by one of two processes at most (%i server connections)', async (size) => {
    await using project = await pooledProject('transaction', { size })
    await project.run(['init'])
    const slow = 'SELECT pg_sleep(2);\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (id);'
    await project.write(secondPath, outside(slow))
    const migrate = () => project.run(['migrate', '--lock-timeout', '8s'])
    const runs = await Promise.all([migrate(), migrate()])
    const journal = await project.database.query(
      `select 1 from plinth.journal where revision = 'cccccccccccc'`,
    )
    expect(journal.length, runs.map(({ stdout, stderr }) => stdout + stderr).join('\n')).toBeLessThan(2)
    expect(new Set(runs.map(({ code }) => code)).size, runs.map(({ stderr }) => stderr).join('\n')).toBe(1)
    await expectAppliedOrRefused(project, runs[0]?.code ?? null)
  })

  test.each([3, 5])('init in parts: two at once (%i server connections)', async (size) => {
    await using project = await pooledProject('transaction', { size })
    const runs = await Promise.all(
      [1, 2].map(() => project.run(['init', '--no-transaction', '--lock-timeout', '8s'])),
    )
    expect(new Set(runs.map(({ code }) => code)).size, runs.map(({ stderr }) => stderr).join('\n')).toBe(1)
    await project.nothingHeld()
  })

  test.each([3, 5])(
    'killed in a statement: the next run waits for the server, and makes the index anew (%i server connections)',
    async (size) => {
      await using project = await pooledProject('transaction', { size })
      const { database } = project
      await project.run(['init'])
      const insert = 'INSERT INTO teams VALUES (1);'
      await project.write(
        secondPath,
        outside(`${insert}\nCREATE INDEX CONCURRENTLY i ON users (id);\nINSERT INTO teams VALUES (2);`),
      )
      await database.query('begin isolation level repeatable read; select count(*) from users')
      const running = project.start(['migrate'])
      const atWork = `select from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'CONCURRENTLY i'`
      const look = () => queryOnce(database.url, atWork)
      await until(async () => (await look()).length > 0)
      running.signal('SIGKILL')
      await running.ended
      const next = project.start(['migrate'])
      await until(async () => (await look()).length === 0 || next.output().includes('still runs'))
      await database.query('rollback')
      const { code, stderr } = await next.ended
      expect(code, stderr).toBe(0)
      expect(await database.query('select id from teams order by 1')).toEqual([{ id: '1' }, { id: '2' }])
      expect(
        await database.query(`select indisvalid as valid from pg_index where indexrelid = 'i'::regclass`),
      ).toEqual([{ valid: true }])
      await project.nothingHeld()
    },
  )

  test('a statement that failed: the next run goes on there', async () => {
    await using project = await pooledProject('transaction', { size: 4 })
    await project.run(['init'])
    const text = (last: string) => outside(`INSERT INTO teams VALUES (1);\nVACUUM users;\n${last}`)
    await project.write(secondPath, text('SELECT 1/0;'))
    const failed = await project.run(['migrate'])
    expect(failed.stderr).toContain('2 of 3 statements of cccccccccccc are done, and that is recorded.')
    await project.write(secondPath, text('INSERT INTO teams VALUES (2);'))
    expect((await project.run(['migrate'])).code).toBe(0)
    expect(await project.database.query('select id from teams order by 1')).toEqual([
      { id: '1' },
      { id: '2' },
    ])
    await project.nothingHeld()
  })
})
