import { expect, test } from 'vitest'
import { cliProjectWithDatabase } from '../support/cli-project.ts'

/** What is read with the first message of a session is read as by itself. */

test('what stands in the journal comes as it was written', async () => {
  await using project = await cliProjectWithDatabase()
  const message = `a < b && c > "d" '&lt;' \\\\ é 🐘`
  await project.write(
    'migrations/20260107090000_odd.sql',
    `-- ${message}\n--\n-- revision: cccccccccccc\n-- revises: bbbbbbbbbbbb\n\n-- plinth: upgrade\nselect 1;\n\n-- plinth: downgrade\nselect 1;\n`,
  )
  await project.run(['init'])
  await project.database.query(
    `update plinth.journal set message = message || chr(13) || chr(1) || '</look>' where revision = 'cccccccccccc'`,
  )
  const { applied } = JSON.parse((await project.run(['status', '--json'])).stdout) as {
    applied: readonly { revision: string; message: string }[]
  }
  expect(applied.find(({ revision }) => revision === 'cccccccccccc')?.message).toBe(
    `${message}\r\u0001</look>`,
  )
})

test('a planted view is not read', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init'])
  await project.database.query(`create table public.calls (n int);
    create function public.called() returns text language plpgsql as $$ begin insert into public.calls values (1); return 'x'; end $$;
    drop table plinth.heads; create view plinth.heads as select public.called() as revision`)
  const { code, stderr } = await project.run(['migrate'])
  expect(stderr).toContain('plinth.heads is not a table')
  expect(code).toBe(7)
  expect(await project.database.query('select n from public.calls')).toEqual([])
})

test('who has the tracking locked is waited for', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init'])
  const held = project.database.query(
    'begin; lock table plinth.journal in access exclusive mode; select pg_sleep(2.5); commit',
  )
  const { code, stdout } = await project.run(['status'], { PGCONNECT_TIMEOUT: '2' })
  expect(stdout).toContain('nothing to do')
  expect(code).toBe(0)
  await held
})

test('a tracking that lacks a column is told as what it is', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init'])
  await project.database.query('alter table plinth.journal drop column how')
  const { code, stderr } = await project.run(['status'])
  expect(stderr).toContain('column "how" does not exist')
  expect(code).toBe(4)
})
