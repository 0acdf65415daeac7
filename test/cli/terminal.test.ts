import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { main } from '../support/cli.ts'
import { cliProjectWithDatabase, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { startProcess, until, type Started } from './started.ts'

/**
 * A way to run a program on a terminal: `script`, which is on every macOS and in the package bsdutils of Debian, else Python's pty.
 * Undefined where there is neither.
 */
const onTerminal = waysToTerminal().find(([file, , probe]) => spawnSync(file, probe).status === 0)

type Way = readonly [string, (command: string) => readonly string[], readonly string[]]

function waysToTerminal(): readonly Way[] {
  const python =
    'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(["/bin/sh", "-c", sys.argv[1]])))'
  return [
    process.platform === 'darwin'
      ? ['script', (command) => ['-q', '/dev/null', '/bin/sh', '-c', command], ['-q', '/dev/null', 'true']]
      : ['script', (command) => ['-qec', command, '/dev/null'], ['--version']],
    ['python3', (command) => ['-c', python, command], ['-c', 'import pty']],
  ]
}

function startReset(project: CliProjectWithDatabase): Started {
  const [file, argumentsOf] = onTerminal as Way
  const command = `"${process.execPath}" "${main}" reset`
  const env = { DATABASE_URL: project.database.url, TERM: 'xterm', SHELL: '/bin/sh', NO_COLOR: '1' }
  return startProcess(file, argumentsOf(command), { cwd: project.folder, env })
}

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
      const reset = startReset(project)
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
      const reset = startReset(project)
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
      const reset = startReset(project)
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
      const reset = startReset(project)
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
      const [file, argumentsOf] = onTerminal as Way
      const command = `CI=true "${process.execPath}" "${main}" reset`
      const env = { DATABASE_URL: project.database.url, TERM: 'xterm', SHELL: '/bin/sh', NO_COLOR: '1' }
      const { code, stdout } = await startProcess(file, argumentsOf(command), { cwd: project.folder, env })
        .ended
      expect(code).toBe(7)
      expect(stdout).not.toContain(question)
      expect(stdout).toContain(`To go on: plinth reset --confirm ${project.database.name}`)
      expect(await rowsOf(project)).toBe(1)
    })
  },
)
