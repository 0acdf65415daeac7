import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject, migrationOne, type CliProject } from '../support/cli-project.ts'

const lockOf = ({ folder }: CliProject) => readFile(join(folder, 'migrations/plinth.lock'), 'utf8')
const revisionsOf = (lock: string) =>
  lock
    .split('\n')
    .slice(1, -1)
    .map((line) => line.slice(0, line.indexOf(' ')))
const emailFile = 'migrations/20260106090000_add_email.sql'

/** The lines as if these revisions had been proven. */
async function prove(project: CliProject, revisions: readonly string[]): Promise<void> {
  const lines = (await lockOf(project)).split('\n')
  const proven = lines.map((line) =>
    revisions.some((one) => line.startsWith(`${one} `))
      ? line.replace(/- \S+$/, `1:${'5'.repeat(64)} proven`)
      : line,
  )
  await project.write('migrations/plinth.lock', proven.join('\n'))
}

test('create writes a line for what it writes, and for what has none yet', async () => {
  await using project = await cliProject()
  expect((await project.run(['create', 'add name', '--dry-run'])).code).toBe(0)
  await expect(lockOf(project)).rejects.toMatchObject({ code: 'ENOENT' })
  const { stdout } = await project.run(['create', 'add name', '--json'])
  const { revision, path } = JSON.parse(stdout) as { revision: string; path: string }
  const lock = await lockOf(project)
  expect(revisionsOf(lock)).toEqual(['aaaaaaaaaaaa', 'bbbbbbbbbbbb', revision].sort())
  expect(lock).toMatch(/^aaaaaaaaaaaa [0-9a-f]{64} [0-9a-f]{64} [0-9a-f]{64} - irreversible$/m)
  expect(lock).toMatch(/^bbbbbbbbbbbb [0-9a-f]{64} [0-9a-f]{64} - - unproven$/m)
  // What is there already stays as it is: an edit is not taken as meant.
  await writeFile(
    path,
    (await readFile(path, 'utf8')).replace('-- plinth: upgrade\n', '-- plinth: upgrade\nSELECT 1;\n'),
  )
  await project.run(['create', 'another'])
  const lines = lock.split('\n')
  expect((await lockOf(project)).split('\n').filter((line) => lines.includes(line))).toEqual(lines)
})

test('of several processes that create at once, none loses the line of another', async () => {
  await using project = await cliProject()
  const names = ['one', 'two', 'three', 'four', 'five']
  // All above the same revision: there are several heads as soon as the first is done.
  const made = await Promise.all(
    names.map(async (name) => {
      const { stdout } = await project.run(['create', name, '--head', 'bbbbbbbbbbbb', '--json'])
      return (JSON.parse(stdout) as { revision: string }).revision
    }),
  )
  expect(revisionsOf(await lockOf(project))).toEqual(['aaaaaaaaaaaa', 'bbbbbbbbbbbb', ...made].sort())
})

test('validate finds nothing where there is no lock file, and where the files are those of it', async () => {
  await using project = await cliProject()
  expect((await project.run(['validate'])).stdout).toMatch(/^✔ 2 migrations valid\n  note /)
  await project.run(['create', 'nothing yet'])
  await writeFile(join(project.folder, emailFile), migrationOne.replaceAll('\n', '\r\n'))
  expect(JSON.parse((await project.run(['validate', '--json'])).stdout)).toMatchObject({
    ok: true,
    findings: [{ text: 'its upgrade is empty' }],
  })
})

test('that init would recognise nothing is no fault, and is told', async () => {
  await using project = await cliProject()
  const validated = async () => (await project.run(['validate'])).stdout.split('\n').slice(-3)
  expect(await validated()).toEqual([
    '✔ 2 migrations valid',
    '  note     there is no plinth.lock: init knows a database that is there by names only: plinth verify --update',
    '',
  ])
  const made = await project.run(['create', 'x'])
  expect(made.stdout).toMatch(
    /\n  note     plinth\.lock has no fingerprint of 3 of 3 revisions, by which init would recognise it; once the new one is written: plinth verify --update\n$/,
  )
  expect((await project.run(['create', 'y'])).stdout).not.toContain('note')
  await prove(project, ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'])
  expect((await project.run(['create', 'z', '--json'])).stdout).toContain(
    'has no fingerprint of 3 of 5 revisions',
  )
  expect(await validated()).toContain(
    '  note     plinth.lock has no fingerprint of 3 of 5 revisions, by which init would recognise it: plinth verify --update',
  )
  await prove(project, revisionsOf(await lockOf(project)))
  expect((await validated()).join()).not.toContain('note')
})

test('what changed since', async () => {
  await using project = await cliProject()
  await project.run(['create', 'add name'])
  await project.write(emailFile, migrationOne.replace('add users.email', 'add the email'))
  await project.write('sql/init.sql', 'CREATE TABLE users (id bigint PRIMARY KEY);\n')
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ! migrations/<time>_add_name.sql: its upgrade is empty
    ! sql/init.sql: the init script was edited since plinth.lock was written
      hint     Run it and record what it leads to: plinth verify --update
    ! migrations/20260106090000_add_email.sql: its header or comments were edited since plinth.lock was written
      hint     Run it and record what it leads to: plinth verify --update
    ✔ 3 migrations valid
      note     plinth.lock has no fingerprint of 3 of 3 revisions, by which init would recognise it: plinth verify --update"
  `)
  await project.write(emailFile, migrationOne.replace('email text', 'email varchar'))
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ! migrations/<time>_add_name.sql: its upgrade is empty
    ! sql/init.sql: the init script was edited since plinth.lock was written
      hint     Run it and record what it leads to: plinth verify --update
    ! migrations/20260106090000_add_email.sql: it was edited since plinth.lock was written
      hint     Run it and record what it leads to: plinth verify --update
    ✔ 3 migrations valid
      note     plinth.lock has no fingerprint of 3 of 3 revisions, by which init would recognise it: plinth verify --update"
  `)
  await prove(project, ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'])
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ! migrations/<time>_add_name.sql: its upgrade is empty
    ✖ sql/init.sql: the init script was edited since plinth.lock recorded the schema that it leads to
      hint     Undo the edit, and change the schema in a new migration: plinth create "<message>". If it was applied nowhere yet: plinth verify --update
    ✖ migrations/20260106090000_add_email.sql: it was edited since plinth.lock recorded the schema that it leads to
      hint     Undo the edit, and change the schema in a new migration: plinth create "<message>". If it was applied nowhere yet: plinth verify --update
    ✖ not valid: 2 errors
      E_INVALID, exit 1"
  `)
})

test('lines without a file, and files without a line', async () => {
  await using project = await cliProject()
  const head = '# plinth.lock 1'
  await project.write('migrations/plinth.lock', `${head}\n`)
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ! migrations/plinth.lock: it has no line for 2 revisions: aaaaaaaaaaaa, bbbbbbbbbbbb
      hint     Run it and record what it leads to: plinth verify --update
    ✔ 2 migrations valid
      note     plinth.lock has no fingerprint of 2 of 2 revisions, by which init would recognise it: plinth verify --update"
  `)
  const line = (id: string, rest: string) => `${id} ${'1'.repeat(64)} ${'2'.repeat(64)} - ${rest}\n`
  const lines = ['c1', 'c2', 'c3', 'c4'].map((id) => line(id, '- unproven')).join('')
  await project.write('migrations/plinth.lock', `${head}\n${lines}${line('d1', `1:${'3'.repeat(64)} lossy`)}`)
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ! migrations/plinth.lock: it has no line for 2 revisions: aaaaaaaaaaaa, bbbbbbbbbbbb
      hint     Run it and record what it leads to: plinth verify --update
    ✖ migrations/plinth.lock: no migration has the revision d1
      hint     Restore the file. If it was removed on purpose: plinth verify --update
    ! migrations/plinth.lock: no migration has 4 revisions: c1, c2, c3, …
      hint     Restore the file. If it was removed on purpose: plinth verify --update
    ✖ not valid: 1 error
      E_INVALID, exit 1"
  `)
})

test('a revision whose file cannot be read is not gone', async () => {
  await using project = await cliProject()
  await project.run(['create', 'add name'])
  await prove(project, ['bbbbbbbbbbbb'])
  await project.write(emailFile, migrationOne.replace('-- created', '-- craeted'))
  const { findings } = JSON.parse((await project.run(['validate', '--json'])).stdout) as {
    findings: readonly { text: string }[]
  }
  expect(findings.map(({ text }) => text)).toEqual([
    'there is no header field "craeted"',
    'its upgrade is empty',
  ])
})

test('a lock file that cannot be read: validate names the line, create writes nothing', async () => {
  await using project = await cliProject()
  await project.write('migrations/plinth.lock', '# plinth.lock 1\n<<<<<<< HEAD\n')
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✖ migrations/plinth.lock:2: has conflict markers of git
      hint     Keep those lines and remove the markers, or write it anew: plinth verify --update
    ✖ not valid: 1 error
      E_INVALID, exit 1"
  `)
  expect(await project.shows(['create', 'add name'])).toMatchInlineSnapshot(`
    "exit 5
    --- stderr
    ✖ migrations/plinth.lock:2:1  <folder>/migrations/plinth.lock has conflict markers of git
      detail   Each line stands for itself: where the sides added revisions, the lines of both are right.
      hint     Keep those lines and remove the markers, or write it anew: plinth verify --update
      E_MIGRATION_FORMAT, exit 5"
  `)
  expect((await project.run(['heads'])).stdout).toContain('bbbbbbbbbbbb (head)')
})
