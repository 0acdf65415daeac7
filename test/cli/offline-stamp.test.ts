import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { cliProjectWithDatabase, migrationTwo, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { testServer, type TestDatabase } from '../support/server.ts'

const hasPsql = spawnSync('psql', ['--version']).status === 0

/** A third migration above the second, and one beside it: two heads. Its message tries to get out of its quotes. */
const migrationThree = migrationTwo
  .replace('add users.name', "it's \\ a :name, \\'; drop table users; --")
  .replace('bbbbbbbbbbbb', 'parent')
  .replace('cccccccccccc', 'dddddddddddd')
  .replace('parent', 'cccccccccccc')
  .replaceAll('COLUMN name', 'COLUMN age')
const branch = migrationThree.replace('dddddddddddd', 'eeeeeeeeeeee').replaceAll('COLUMN age', 'COLUMN size')

interface Pair extends AsyncDisposable {
  readonly project: CliProjectWithDatabase
  /** Stamped by `plinth stamp`. */
  readonly online: TestDatabase
  /** Stamped by `plinth stamp --sql | psql`. */
  readonly offline: TestDatabase
}

/** The same project on two databases, initialised or not. */
async function pair(first: 'init' | 'nothing'): Promise<Pair> {
  const project = await cliProjectWithDatabase()
  const offline = await (await testServer()).createDatabase()
  await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
  await project.write('migrations/20260108090000_add_age.sql', migrationThree)
  await project.write('migrations/20260108090001_add_size.sql', branch)
  if (first === 'init')
    for (const { url } of [project.database, offline])
      expect((await project.run(['init'], { DATABASE_URL: url })).code).toBe(0)
  return {
    project,
    online: project.database,
    offline,
    [Symbol.asyncDispose]: async () => {
      await offline.drop()
      await project[Symbol.asyncDispose]()
    },
  }
}

async function stampBoth({ project, online, offline }: Pair, ...targets: readonly string[]): Promise<void> {
  const stamped = await project.run(['stamp', ...targets], { DATABASE_URL: online.url })
  expect({ code: stamped.code, stderr: stamped.stderr }).toMatchObject({ code: 0 })
  const { code, stdout } = await project.run(['stamp', ...targets, '--sql'], { DATABASE_URL: offline.url })
  expect(code).toBe(0)
  const ran = spawnSync('psql', ['-X', '-q', '-d', offline.url], { input: stdout, encoding: 'utf8' })
  expect({ status: ran.status, stderr: ran.stderr.replace(/^(?:psql.*)?NOTICE:.*\n/gm, '') }).toEqual({
    status: 0,
    stderr: '',
  })
}

/** All that the tracking holds, but for times, names of runs, and the text of files, which a script leaves out. */
async function trackingOf(database: TestDatabase): Promise<unknown> {
  return {
    heads: await database.query('select revision from plinth.heads order by 1'),
    journal: await database.query(
      'select revision, message, direction, how, checksum, normal_checksum from plinth.journal order by id',
    ),
    settings: await database.query('select * from plinth.settings order by 1'),
  }
}

async function expectEqual({ project, online, offline }: Pair, current: string): Promise<void> {
  expect(await trackingOf(offline)).toEqual(await trackingOf(online))
  for (const args of [['current'], ['pending'], ['history', '-i'], ['check']]) {
    const [one, other] = await Promise.all(
      [online, offline].map(({ url }) => project.shows(args, { DATABASE_URL: url })),
    )
    expect(other).toBe(one)
  }
  expect((await project.run(['current'], { DATABASE_URL: offline.url })).stdout.trim()).toBe(current)
}

describe.skipIf(!hasPsql)(
  hasPsql ? 'stamp --sql, run by psql' : 'stamp --sql (skipped: no psql on this machine)',
  () => {
    test('takes back two heads to an older revision, and goes up again', async () => {
      await using both = await pair('init')
      await stampBoth(both, 'bbbb')
      await expectEqual(both, 'bbbbbbbbbbbb')
      await stampBoth(both, 'dddd')
      await expectEqual(both, 'dddddddddddd (head)')
      await stampBoth(both, 'heads')
      await expectEqual(both, 'dddddddddddd (head)\neeeeeeeeeeee (head)')
    })

    test('takes several targets together, and says so', async () => {
      await using both = await pair('init')
      await stampBoth(both, 'bbbb', 'dddd', 'eeee')
      await stampBoth(both, 'bbbb')
      await stampBoth(both, 'eeee', 'dddd')
      await expectEqual(both, 'dddddddddddd (head)\neeeeeeeeeeee (head)')
      await stampBoth(both, 'base')
      const { stdout } = await both.project.run(['stamp', 'bbbb', 'eeee', 'dddd', '--sql'])
      const message = "it's \\ a :name, \\'; drop table users; --"
      expect(stdout).toContain(`\n-- stamp eeeeeeeeeeee, dddddddddddd: ${message} + ${message}\n`)
      await stampBoth(both, 'bbbb', 'eeee', 'dddd')
      await expectEqual(both, 'dddddddddddd (head)\neeeeeeeeeeee (head)')
    })

    test('counts what lies between as taken back too: its file may be edited again', async () => {
      await using both = await pair('init')
      await stampBoth(both, 'bbbb')
      await both.project.write(
        'migrations/20260107090000_add_name.sql',
        migrationTwo.replace('name text', 'name varchar(9)'),
      )
      for (const { url } of [both.online, both.offline]) {
        const { stdout } = await both.project.run(['status', '--json'], { DATABASE_URL: url })
        const { applied, edited } = JSON.parse(stdout) as {
          applied: { revision: string }[]
          edited: string[]
        }
        expect(applied.map(({ revision }) => revision).sort()).toEqual(['aaaaaaaaaaaa', 'bbbbbbbbbbbb'])
        expect(edited).toEqual([])
      }
    })

    test('takes everything back to base', async () => {
      await using both = await pair('init')
      await stampBoth(both, 'base')
      await expectEqual(both, 'base')
    })

    test('of a database that is not tracked makes the tracking', async () => {
      await using both = await pair('nothing')
      await stampBoth(both, 'cccc')
      await expectEqual(both, 'cccccccccccc')
    })

    test('holds the records and none of the statements', async () => {
      await using both = await pair('init')
      const { stdout } = await both.project.run(['stamp', 'cccc', '--sql'])
      expect(stdout).not.toContain('ALTER TABLE users')
      expect(stdout.slice(stdout.indexOf('-- stamp'))).toContain("'stamp', 'stamped'")
    })

    test('means the same where standard_conforming_strings is off', async () => {
      await using both = await pair('init')
      await both.offline.query(`alter database ${both.offline.name} set standard_conforming_strings = off`)
      await stampBoth(both, 'bbbb')
      await stampBoth(both, 'heads')
      await expectEqual(both, 'dddddddddddd (head)\neeeeeeeeeeee (head)')
    })
  },
)
