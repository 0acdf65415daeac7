import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plinth } from '../../src/index.ts'
import { cliProject, cliProjectWithDatabase, type CliProject } from '../support/cli-project.ts'

const backfill = `-- Ticket: none
-- By {{author}}

-- plinth: upgrade
UPDATE {{table}} SET {{column}} = 'x'; -- {{message}}

-- plinth: downgrade
-- plinth: irreversible "the old values are gone"
`

/** The text of the migration that was made last, its id and time replaced. */
async function newest({ folder }: CliProject): Promise<string> {
  const names = (await readdir(join(folder, 'migrations'))).filter((name) => /\.(sql|ts)$/.test(name)).sort()
  const text = await readFile(join(folder, 'migrations', names.at(-1) ?? ''), 'utf8')
  return text.replace(/revision: \w+/, 'revision: <id>').replace(/created: .*/, 'created: <time>')
}

test('create --template takes a file of migrations/templates', async () => {
  await using project = await cliProjectWithDatabase()
  await project.write('migrations/templates/backfill.sql', backfill)
  const args = [
    'create',
    "Fill the user's email",
    '--template',
    'backfill',
    '--table',
    'users',
    '--column',
    'email',
  ]
  expect(await project.shows(args, { GIT_AUTHOR_NAME: 'Ada' })).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ created migrations/<time>_fill_the_user_s_email.sql
      revision <id>, revises bbbbbbbbbbbb
      template migrations/templates/backfill.sql
      next     plinth migrate
      note     plinth.lock has no fingerprint of 3 of 3 revisions, by which init would recognise it; once the new one is written: plinth verify --update"
  `)
  expect(await newest(project)).toMatchInlineSnapshot(`
    "-- Fill the user's email
    --
    -- Ticket: none
    -- By Ada
    --
    -- revision: <id>
    -- revises: bbbbbbbbbbbb
    -- created: <time>

    -- plinth: upgrade
    UPDATE users SET email = 'x'; -- Fill the user's email

    -- plinth: downgrade
    -- plinth: irreversible "the old values are gone"
    "
  `)
  expect((await project.run(['init'])).code).toBe(0)
  expect((await project.run(['check'])).code).toBe(0)
  expect((await project.run(['downgrade', '-1'])).stderr).toContain('E_IRREVERSIBLE')
})

test('default.sql and default.ts are taken when no template is named, but for a merge', async () => {
  await using project = await cliProject()
  const upgrade = `-- plinth: upgrade\nSET LOCAL statement_timeout = '1h';\n\n-- plinth: downgrade\n`
  await project.write('migrations/templates/default.sql', upgrade)
  await project.write('migrations/templates/default.ts', '// {{created}}\nexport const upgrade = () => 0\n')
  const created = await project.run(['create', 'one', '--json'])
  expect(JSON.parse(created.stdout)).toMatchObject({ template: 'migrations/templates/default.sql' })
  expect(await newest(project)).toContain(upgrade)
  expect((await project.run(['create', 'two', '--ts', '--dry-run'])).stdout).toContain(
    'export const upgrade = () => 0',
  )
  expect((await project.run(['create', 'three', '--head', 'bbbb'])).code).toBe(0)
  const merged = await project.run(['merge', '--dry-run'])
  expect(merged.stdout).toContain('-- revises: ')
  expect(merged.stdout).not.toContain('statement_timeout')
  const validated = await project.run(['validate'])
  expect(validated.stdout).not.toContain('templates')
})

test('a template of the project goes before one that Plinth brings, and gives the language', async () => {
  await using project = await cliProject()
  await project.write('migrations/templates/add_index.sql', '-- plinth: upgrade\n-- ours: {{table}}\n')
  await project.write('migrations/templates/job.ts', 'export const upgrade = () => 0\n')
  await project.write('migrations/templates/both.sql', '-- plinth: upgrade\n')
  await project.write('migrations/templates/both.ts', 'export const upgrade = () => 1\n')
  const file = async (...args: readonly string[]) =>
    (await project.run(['create', 'x', '--dry-run', ...args])).stdout.split('\n')[0] ?? ''
  expect(
    (await project.run(['create', 'x', '--dry-run', '--template', 'add_index', '--table', 't'])).stdout,
  ).toContain('-- ours: t')
  expect(await file('--template', 'job')).toMatch(/_x\.ts:$/)
  expect(await file('--template', 'both')).toMatch(/_x\.sql:$/)
  expect(await file('--template', 'both', '--ts')).toMatch(/_x\.ts:$/)
  expect(await file('--template', 'both.ts')).toMatch(/_x\.ts:$/)
  expect(await project.shows(['template'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    add_index        --table … (migrations/templates/add_index.sql)
    both             (migrations/templates/both.sql)
    both             (migrations/templates/both.ts)
    job              (migrations/templates/job.ts)
    add_column       --table … --column … --type …
    add_foreign_key  --table … --column … --references …
    add_table        --table …"
  `)
  const { stdout } = await project.run(['template', '--json'])
  expect(JSON.parse(stdout)).toEqual(await plinth({ cwd: project.folder }).templates())
})

test('template prints one of the project with examples', async () => {
  await using project = await cliProject()
  await project.write('migrations/templates/backfill.sql', backfill)
  expect(await project.shows(['template', 'backfill'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    -- Ticket: none
    -- By Ada

    -- plinth: upgrade
    UPDATE users SET team_id = 'x'; -- add team to users

    -- plinth: downgrade
    -- plinth: irreversible "the old values are gone""
  `)
  const db = plinth({ cwd: project.folder })
  expect(await db.template({ name: 'backfill' })).toMatchObject({
    name: 'backfill',
    language: 'sql',
    needs: ['table', 'column'],
    file: 'migrations/templates/backfill.sql',
    upgrade: "UPDATE users SET team_id = 'x'; -- add team to users",
    downgrade: '',
  })
  expect(await db.template({ name: 'add_column' })).toMatchObject({
    file: undefined,
    needs: ['table', 'column', 'type'],
  })
})

test('what is wrong with a template, or with its options, is said', async () => {
  await using project = await cliProject()
  await project.write('migrations/templates/odd.sql', '-- plinth: upgrade\nselect 1;\nselect {{ tabel }};\n')
  await project.write('migrations/templates/backfill.sql', backfill)
  expect(await project.shows(['create', 'x', '--template', 'odd'])).toMatchInlineSnapshot(`
    "exit 5
    --- stderr
    ✖ migrations/templates/odd.sql:3:8  there is no placeholder {{ tabel }}
          1 | -- plinth: upgrade
          2 | select 1;
        > 3 | select {{ tabel }};
          4 |
      hint     Did you mean "table"?
      E_MIGRATION_FORMAT, exit 5"
  `)
  const said = async (...args: readonly string[]) => (await project.run(['create', 'x', ...args])).stderr
  expect(await said('--template', 'backfil')).toContain('Did you mean "backfill"?')
  expect(await said('--template', 'backfill', '--table', 't')).toContain(
    'the template "backfill" needs column',
  )
  expect(await said('--template', 'backfill', '--table', 't', '--column', 'c', '--type', 'int')).toContain(
    'the template "backfill" has no use for --type',
  )
  expect(await said('--template', 'backfill', '--table', 't', '--column', 'c', '--ts')).toContain(
    'a template is SQL: it makes no TypeScript migration',
  )
  expect(await said('--table', 't')).toContain('an empty migration has no use for --table')
  for (const name of ['../baseline', 'templates/odd', '/etc/passwd', '', 'default', '..'])
    expect(await said('--template', name)).toContain('E_USAGE')
  expect((await readdir(join(project.folder, 'migrations'))).length).toBe(3)
})

test('the author is that of git, else of the system', async () => {
  await using project = await cliProject()
  await project.write('migrations/templates/by.sql', '-- plinth: upgrade\n-- by {{author}}\n')
  const by = async (env: Readonly<Record<string, string>>) =>
    /-- by (.*)/.exec((await project.run(['create', 'x', '--template', 'by', '--dry-run'], env)).stdout)?.[1]
  const alone = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  expect(await by({ GIT_AUTHOR_NAME: 'Ada "the" Countess' })).toBe('Ada "the" Countess')
  expect(await by({ ...alone, USER: 'ada' })).toBe('ada')
  expect(await by({ ...alone, PATH: '' })).toBe('unknown')
  if (spawnSync('git', ['init', '-q', project.folder]).status !== 0) return
  await project.write('.git/config', '[user]\n\tname = Größe Ä\n')
  expect(await by({ ...alone, USER: 'ada' })).toBe('Größe Ä')
})
