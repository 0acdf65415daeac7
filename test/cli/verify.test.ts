import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject, cliProjectWithDatabase } from '../support/cli-project.ts'

/** Names of shadow databases are random. */
const shown = (text: string) => text.replaceAll(/plinth_shadow_[0-9a-f]+/g, 'plinth_shadow_…')

test('a database as it should be, and one that was changed by hand', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init', '-q'])
  expect(shown(await project.shows(['verify', '-q']))).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ <database>, at bbbbbbbbbbbb: it is what init script and migrations make"
  `)
  await project.database.query(
    `create index by_hand on teams (id); alter table users alter column email type varchar(9)`,
  )
  expect(shown(await project.shows(['verify', '-q']))).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✖ <database>, at bbbbbbbbbbbb: 2 differences from what the files make (+ it is there, - it is missing)
        ~ column public.users.email: type text → character varying(9)   (last touched by bbbbbbbbbbbb)
        + index public.by_hand
      next     Undo it in the database; or write it down, and say that it is there: plinth create "<what was changed>", plinth stamp <its revision>; or take it on: plinth verify --accept "<why>" --until <day>
      E_DRIFT, exit 1"
  `)
  const json = await project.run(['drift', '--json'])
  expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
    1,
    { ok: false, code: 'E_DRIFT', drift: [{ revision: 'bbbbbbbbbbbb' }, { text: '+ index public.by_hand' }] },
  ])
  expect(
    shown(
      await project.shows([
        'verify',
        '-q',
        '--accept',
        'for the report',
        '--by',
        'ops',
        '--until',
        '2999-12-31',
      ]),
    ),
  ).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ <database>, at bbbbbbbbbbbb: it is what init script and migrations make, but for what was accepted: 2 differences
      accepted ~ column public.users.email: type text → character varying(9)   (ops, until 2999-12-31: for the report)
               + index public.by_hand   (ops, until 2999-12-31: for the report)"
  `)
})

test('the lock file is written, and downgrades are tried', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init', '-q'])
  expect(shown(await project.shows(['verify', '-q', '--update', '--downgrades']))).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ <database>, at bbbbbbbbbbbb: it is what init script and migrations make
      proven   1 downgrade of 2, 1 irreversible
      wrote    plinth.lock, with 2 fingerprints"
  `)
  expect(JSON.parse((await project.run(['validate', '--json'])).stdout)).toMatchObject({ findings: [] })
})

test('what it does not take', async () => {
  await using project = await cliProject()
  expect(await project.shows(['verify', '--until', '2999-12-31'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ --until says something about what is accepted
      hint     plinth verify --accept "<why>" --by <name> --until 2027-01-31
      E_USAGE, exit 2"
  `)
  expect(await project.shows(['verify', '--accept'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ --accept needs a value
      hint     Write it behind it: --accept=… All options: plinth --help
      E_USAGE, exit 2"
  `)
  expect(await project.run(['verify', '--model'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('plinth verify does not take --model') as string,
  })
})

test('an empty folder is nothing that could be true', async () => {
  await using project = await cliProject()
  await mkdir(join(project.folder, 'empty'))
  expect(await project.run(['verify', '--cwd', 'empty'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no init script') as string,
  })
})
