import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  cliProjectWithDatabase,
  migrationOne,
  migrationTwo,
  type CliProjectWithDatabase,
} from '../support/cli-project.ts'
import type { TestDatabase } from '../support/server.ts'

const hasPsql = spawnSync('psql', ['--version']).status === 0

function psql(database: TestDatabase, input: string) {
  const { status, stderr } = spawnSync('psql', ['-X', '-q', '-d', database.url], { input, encoding: 'utf8' })
  return { status, said: stderr.replace(/^(?:psql:[^ ]*)? ?NOTICE:.*\n/gm, '') }
}

async function script(project: CliProjectWithDatabase, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await project.run([...args, '--sql'])
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

const current = async (project: CliProjectWithDatabase) => (await project.run(['current'])).stdout.trim()

describe.skipIf(!hasPsql)('a script of --sql, run by psql', () => {
  test('init and migrate: the same as without it, and the texts are kept', async () => {
    await using project = await cliProjectWithDatabase()
    const init = await script(project, 'init')
    expect(psql(project.database, init)).toEqual({ status: 0, said: '' })
    expect(await current(project)).toBe('bbbbbbbbbbbb (head)')
    await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    expect(psql(project.database, await script(project, 'migrate'))).toEqual({ status: 0, said: '' })
    expect(await current(project)).toBe('cccccccccccc (head)')
    expect((await project.run(['check'])).code).toBe(0)
    expect(
      await project.database.query(
        `select text from plinth.journal where revision <> 'aaaaaaaaaaaa' order by id`,
      ),
    ).toEqual([{ text: migrationOne }, { text: migrationTwo }])
  })

  test('run late or twice, it changes nothing and says so', async () => {
    await using project = await cliProjectWithDatabase()
    expect(psql(project.database, await script(project, 'init'))).toMatchObject({ status: 0 })
    await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    const up = await script(project, 'migrate')
    expect((await project.run(['migrate'])).code).toBe(0)
    const again = psql(project.database, up)
    expect(again.status).toBe(3)
    expect(again.said).toContain('this script goes on from bbbbbbbbbbbb, but the database is at cccccccccccc')
    expect(again.said).toContain('Make it anew with --sql.')
    expect(await current(project)).toBe('cccccccccccc (head)')
    const down = await script(project, 'downgrade', '-1')
    expect(psql(project.database, down).status).toBe(0)
    expect(psql(project.database, down).status).toBe(3)
    expect(await current(project)).toBe('bbbbbbbbbbbb')
  })

  test('beside a run that holds the lock it changes nothing', async () => {
    await using project = await cliProjectWithDatabase()
    const init = await script(project, 'init')
    const [key] = /pg_try_advisory_xact_lock\((-?\d+)\)/.exec(init)?.slice(1) ?? []
    await project.database.query(`select pg_advisory_lock(${key})`)
    expect(psql(project.database, init)).toMatchObject({
      status: 3,
      said: expect.stringContaining('holds the lock'),
    })
    await project.database.query(`select pg_advisory_unlock(${key})`)
    expect((await project.run(['status'])).stdout).toMatch(/state\s+empty/)
  })

  test('a range needs no database', async () => {
    await using project = await cliProjectWithDatabase()
    await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    const nowhere = { DATABASE_URL: 'postgres://app@localhost:1/nowhere' }
    const range = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await project.run([...args, '--sql'], nowhere)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return stdout
    }
    expect(psql(project.database, await range('migrate', 'base:bbbb'))).toEqual({ status: 0, said: '' })
    expect(await current(project)).toBe('bbbbbbbbbbbb')
    expect(psql(project.database, await range('migrate', 'bbbb:'))).toMatchObject({ status: 0 })
    expect(await current(project)).toBe('cccccccccccc (head)')
    expect((await project.run(['check'])).code).toBe(0)
    expect(psql(project.database, await range('downgrade', 'head:bbbb'))).toMatchObject({ status: 0 })
    expect(await current(project)).toBe('bbbbbbbbbbbb')
    expect(await project.shows(['migrate', 'aaaa:heads'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ a range from:to is for --sql: a database is where it is
        hint     Leave out what stands before the colon, and the colon; or add --sql.
        E_USAGE, exit 2"
    `)
  })

  test('an init script that fails leaves the database empty', async () => {
    await using project = await cliProjectWithDatabase()
    await project.write('sql/init.sql', 'CREATE TABLE a (id int);\nSELECT 1/0;\n')
    expect(psql(project.database, await script(project, 'init')).status).toBe(3)
    expect((await project.run(['status'])).stdout).toMatch(/state\s+empty/)
  })
})

test('what would not run is in no script and no rehearsal', async () => {
  await using project = await cliProjectWithDatabase()
  expect((await project.run(['init'])).code).toBe(0)
  for (const body of ['\\! echo pwned', 'COMMIT;', "SELECT 'open", 'VACUUM users;']) {
    await project.write(
      'migrations/20260107090000_add_name.sql',
      migrationTwo.replace(/ALTER TABLE.*ADD.*/, body),
    )
    for (const mode of ['--sql', '--dry-run']) {
      const { code, stdout, stderr } = await project.run(['migrate', mode])
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
      expect(stderr).toContain('add_name.sql:8:')
    }
  }
})

test('an init that is refused before it begins leaves no file behind', async () => {
  await using project = await cliProjectWithDatabase()
  await rm(join(project.folder, 'migrations'), { recursive: true })
  await project.write('sql/init.sql', 'CREATE TABLE a ();\n\\i missing.sql\n')
  for (const args of [['init'], ['init', '--dry-run'], ['init', '--sql']])
    expect((await project.run(args)).stderr).toContain('missing.sql does not exist')
  expect(existsSync(join(project.folder, 'migrations'))).toBe(false)
})
