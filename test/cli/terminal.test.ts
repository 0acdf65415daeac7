import { describe, expect, test } from 'vitest'
import { cliProjectWithDatabase, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { onTerminal, startOnTerminal } from './on-terminal.ts'
import { until } from './started.ts'

/** An initialised database with a row in it. */
async function initialised(): Promise<CliProjectWithDatabase> {
  const project = await cliProjectWithDatabase()
  expect((await project.run(['init'])).code).toBe(0)
  await project.database.query('insert into users (id) values (1)')
  return project
}

async function rowsOf({ database }: CliProjectWithDatabase): Promise<unknown> {
  return (await database.query('select count(*)::int as n from users'))[0]?.['n']
}

async function sessionsOf({ database }: CliProjectWithDatabase): Promise<unknown> {
  const [row] = await database.query(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name ~ '^plinth:'`,
  )
  return row?.['n']
}

const question = '? Type the database name to continue: '
const title = 'reset on a terminal'

describe.skipIf(onTerminal === undefined)(
  onTerminal ? title : `${title} (skipped: neither script nor python3 on this machine)`,
  () => {
    test('says what would go and asks; the right name goes on', async () => {
      await using project = await initialised()
      const reset = startOnTerminal(project, ['reset'])
      await reset.shows(question)
      expect(reset.output()).toMatch(
        /This deletes ALL data of plinth_test_\w+ on \S+: 5 tables, about \d+ rows, /,
      )
      expect(await rowsOf(project)).toBe(1)
      reset.type(`${project.database.name}\r`)
      const { code, stdout } = await reset.ended
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('initialised from init.sql') as string,
      })
      expect(await rowsOf(project)).toBe(0)
    })

    test.each<readonly [string, (name: string) => string]>([
      ['a wrong name', () => 'prod'],
      ['the name in capital letters', (name) => name.toUpperCase()],
      ['the name and more', (name) => `${name}2`],
      ['nothing', () => ''],
      ['yes', () => 'yes'],
    ])('%s leaves everything alone', async (_, wordsFor) => {
      await using project = await initialised()
      const typed = wordsFor(project.database.name)
      const reset = startOnTerminal(project, ['reset'])
      await reset.shows(question)
      reset.type(`${typed}\r`)
      const { code, stdout } = await reset.ended
      expect(code).toBe(7)
      expect(stdout).toContain(`✖ "${typed}" is not the name of the database`)
      expect(stdout).toContain('Nothing was changed.')
      expect(await rowsOf(project)).toBe(1)
    })

    test('Ctrl-C at the question: exit 130, everything alone, no session left', async () => {
      await using project = await initialised()
      const reset = startOnTerminal(project, ['reset'])
      await reset.shows(question)
      reset.type('\u0003')
      const { code, stdout } = await reset.ended
      expect(stdout).toContain('E_INTERRUPTED, exit 130')
      expect(code).toBe(130)
      expect(await rowsOf(project)).toBe(1)
      await until(async () => (await sessionsOf(project)) === 0)
    })

    test('Ctrl-D at the question: not confirmed', async () => {
      await using project = await initialised()
      const reset = startOnTerminal(project, ['reset'])
      await reset.shows(question)
      reset.type('\u0004')
      const { code, stdout } = await reset.ended
      expect({ code, stdout }).toMatchObject({
        code: 7,
        stdout: expect.stringContaining('was not confirmed') as string,
      })
      expect(await rowsOf(project)).toBe(1)
    })

    test('in CI nobody is asked, terminal or not', async () => {
      await using project = await initialised()
      const { code, stdout } = await startOnTerminal(project, ['reset'], { CI: 'true' }).ended
      expect(code).toBe(7)
      expect(stdout).not.toContain(question)
      expect(stdout).toContain(`To go on: plinth reset --confirm ${project.database.name}`)
      expect(await rowsOf(project)).toBe(1)
    })
  },
)
