import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject, type CliProject } from '../support/cli-project.ts'

/** Two migrations after the baseline's child: a branch with a label, and one without. */
async function parted(): Promise<CliProject> {
  const project = await cliProject()
  await project.write(
    'migrations/20260107090000_search.sql',
    migration('cccccccccccc', 'aaaaaaaaaaaa', 'Add search', '-- label: search\n'),
  )
  return project
}

function migration(id: string, revises: string, message: string, more = ''): string {
  return `-- ${message}\n--\n-- revision: ${id}\n-- revises: ${revises}\n${more}\n-- plinth: upgrade\nSELECT 1;\n\n-- plinth: downgrade\nSELECT 1;\n`
}

test('branches, and a history that is drawn where it has some', async () => {
  await using project = await parted()
  expect(await project.shows(['branches'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    aaaaaaaaaaaa (branch point)  Baseline
      -> bbbbbbbbbbbb (head)  add users.email
      -> cccccccccccc (head, search)  Add search"
  `)
  expect(await project.shows(['history'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ●  cccccccccccc  Add search (head, search)
    │ ●  bbbbbbbbbbbb  add users.email (head)
    ├─╯
    ●  aaaaaaaaaaaa  Baseline (branch point)"
  `)
  expect(await project.shows(['history', '--no-graph'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    aaaaaaaaaaaa -> cccccccccccc (head, search), Add search
    aaaaaaaaaaaa -> bbbbbbbbbbbb (head), add users.email
    <base> -> aaaaaaaaaaaa (branch point), Baseline"
  `)
  expect(await project.shows(['history', '-v', 'cccccccccccc'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    cccccccccccc (head, search)
      revises  aaaaaaaaaaaa
      message  Add search
      file     20260107090000_search.sql"
  `)
})

test('a merge of all heads: one head again, and nothing to join the second time', async () => {
  await using project = await parted()
  expect(await project.shows(['merge', '--dry-run', '-m', 'email and search'])).toContain(
    '-- revises: bbbbbbbbbbbb, cccccccccccc',
  )
  const { stdout, code } = await project.run(['merge'])
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^✔ created migrations\/\d{14}_merge_add_users_email_add_search\.sql\n {2}revision [0-9a-f]{12}, revises bbbbbbbbbbbb, cccccccccccc\n/,
  )
  expect(await project.shows(['merge'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    There is nothing to join: the history has one head."
  `)
  expect(JSON.parse((await project.run(['heads', '--json'])).stdout)).toHaveLength(1)
  expect((await project.run(['validate'])).code).toBe(0)
  const files = await readdir(join(project.folder, 'migrations'))
  const text = await readFile(
    join(project.folder, 'migrations', files.find((name) => name.includes('merge')) ?? ''),
    'utf8',
  )
  expect(text).toContain('-- merge: add users.email + Add search\n')
})

test('a merge that cannot be', async () => {
  await using project = await parted()
  expect(await project.shows(['merge', 'bbbbbbbbbbbb'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ a merge joins at least two revisions
      detail   The heads are:
               bbbbbbbbbbbb  "add users.email"  20260106090000_add_email.sql
               cccccccccccc  "Add search"  20260107090000_search.sql
      hint     Name them, or none to join all heads: plinth merge
      E_REVISION, exit 2"
  `)
  expect(await project.shows(['merge', 'aaaa', 'bbbb'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ "aaaaaaaaaaaa" comes before "bbbbbbbbbbbb": they need no merge
      hint     To see how they lie: plinth history
      E_REVISION, exit 2"
  `)
  expect(await project.shows(['merge', 'bbbb', 'search', 'nope'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ no revision or label is named "nope"
      hint     To list the revisions: plinth history
      E_REVISION, exit 2"
  `)
  expect(await project.shows(['merge', 'bbbb', 'bbbbbbbbbbbb'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ a merge joins at least two revisions
      detail   The heads are:
               bbbbbbbbbbbb  "add users.email"  20260106090000_add_email.sql
               cccccccccccc  "Add search"  20260107090000_search.sql
      hint     Name them, or none to join all heads: plinth merge
      E_REVISION, exit 2"
  `)
})
