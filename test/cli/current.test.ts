import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cliProjectWithDatabase, migrationTwo, type CliProjectWithDatabase } from '../support/cli-project.ts'

const branch = migrationTwo
  .replace('cccccccccccc', 'dddddddddddd')
  .replace('bbbbbbbbbbbb', 'aaaaaaaaaaaa')
  .replaceAll('COLUMN name', 'COLUMN age')

describe('current as a target', () => {
  let project: CliProjectWithDatabase
  beforeAll(async () => {
    project = await cliProjectWithDatabase()
    await project.run(['init'])
    await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
  })
  afterAll(() => project[Symbol.asyncDispose]())

  const answer = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await project.run(args)
    return code === 0 ? stdout.trimEnd() : stderr.trimEnd()
  }

  test('in a range of the history', async () => {
    expect(await answer('history', 'current:')).toBe(
      'bbbbbbbbbbbb -> cccccccccccc (head), add users.name\naaaaaaaaaaaa -> bbbbbbbbbbbb, add users.email',
    )
    expect(await answer('history', ':current')).toBe(
      'aaaaaaaaaaaa -> bbbbbbbbbbbb, add users.email\n<base> -> aaaaaaaaaaaa, Baseline',
    )
    expect(await answer('history', '-i', 'current-1:current')).toBe(
      '◆ aaaaaaaaaaaa -> bbbbbbbbbbbb, add users.email\n◉ <base> -> aaaaaaaaaaaa, Baseline',
    )
    const { stdout } = await project.run(['history', 'current', '--json'])
    expect(JSON.parse(stdout)).toMatchObject([{ revision: 'bbbbbbbbbbbb' }])
  })

  test('of show, and of what is offline by nature', async () => {
    expect(await answer('show', 'current')).toContain('revision bbbbbbbbbbbb\n')
    expect(await answer('show', 'current+1')).toContain('revision cccccccccccc\n')
    expect((await project.run(['show', 'current'])).stderr).toBe('')
    expect(await answer('create', 'x', '--head', 'current', '--dry-run')).toContain(
      '-- revises: bbbbbbbbbbbb\n',
    )
    expect(await answer('create', 'x', '--depends-on', 'current', '--dry-run')).toContain(
      '-- depends on: bbbbbbbbbbbb\n',
    )
    expect(await answer('merge', 'current', 'head')).toContain('they need no merge')
  })

  test('of what changes the database', async () => {
    expect(await answer('migrate', 'current')).toContain('Nothing to do.')
    expect(await answer('downgrade', 'current')).toContain('Nothing to do.')
    expect(await answer('stamp', 'current')).toContain('Nothing to do.')
    expect(await answer('migrate', 'current+1', '--dry-run')).toContain('to cccccccccccc:')
    expect(await answer('downgrade', 'current-1', '--dry-run')).toContain('to aaaaaaaaaaaa:')
    expect(await answer('stamp', 'current-1', '--dry-run')).toContain('to aaaaaaaaaaaa:')
  })

  test('connects only then', async () => {
    const nowhere = { DATABASE_URL: 'postgres://localhost:1/none' }
    expect((await project.run(['show', 'head'], nowhere)).code).toBe(0)
    expect((await project.run(['history', 'base:head'], nowhere)).code).toBe(0)
    for (const args of [
      ['show', 'current'],
      ['history', 'current:'],
      ['create', 'x', '--head', 'current', '--dry-run'],
      ['merge', 'current', 'head'],
    ])
      expect((await project.run(args, nowhere)).code).toBe(3)
  })

  test('where no database is asked', async () => {
    const refused = 'what is current stands in the database, which is not asked for it'
    expect(await answer('migrate', 'current:head', '--sql')).toContain(refused)
    expect(await answer('migrate', 'bbbb:current', '--sql')).toContain(refused)
    expect(await answer('downgrade', 'head:current', '--sql')).toContain(refused)
    expect(await answer('init', '--adopt', 'current')).toContain(refused)
  })

  test('of a database that is not tracked', async () => {
    await using other = await cliProjectWithDatabase()
    expect(await other.shows(['show', 'current'])).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
      ✖ this database is not tracked yet
        detail   It is empty.
        result   Nothing was changed.
        hint     Initialise it: plinth init
        E_NOT_INITIALISED, exit 7"
    `)
    expect((await other.run(['history', 'current:'])).stderr).toContain('E_NOT_INITIALISED')
  })

  test('of a database at several revisions, and at unknown ones', async () => {
    await using other = await cliProjectWithDatabase()
    await other.write('migrations/20260107090001_add_age.sql', branch)
    await other.run(['init'])
    expect(await other.shows(['show', 'current'])).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      ✖ "current" is not clear: the database is at several revisions
        detail   bbbbbbbbbbbb  "add users.email"  20260106090000_add_email.sql
                 dddddddddddd  "add users.name"  20260107090001_add_age.sql
        hint     Name one of them, or say along which the way goes, as in bbbbbbbbbbbb@current
        E_HEADS, exit 5"
    `)
    expect((await other.run(['show', 'bbbb@current'])).stdout).toContain('revision bbbbbbbbbbbb')
    expect((await other.run(['history', 'current', '--no-graph'])).stdout.trimEnd().split('\n')).toHaveLength(
      2,
    )
    expect((await other.run(['create', 'x', '--head', 'current'])).stderr).toContain('E_HEADS')
    expect((await other.run(['merge', 'current', '--dry-run'])).stdout).toContain(
      '-- revises: bbbbbbbbbbbb, dddddddddddd',
    )
    await other.database.query(`insert into plinth.heads values ('zz')`)
    for (const args of [
      ['show', 'current'],
      ['history', 'current:'],
      ['stamp', 'current'],
    ])
      expect((await other.run(args)).stderr).toContain('E_AHEAD')
    expect((await other.run(['history', '-i'])).code).toBe(0)
  })
})
