import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { main, runProcess, type Ran } from '../support/cli.ts'
import {
  cliProject,
  cliProjectWithDatabase,
  migrationTwo,
  type CliProject,
  type CliProjectWithDatabase,
} from '../support/cli-project.ts'
import { until } from './started.ts'

/** More than a pipe holds (64 KiB on Linux), so that a writer notices that nobody reads. */
const manyMigrations = 1500

async function withLongHistory(project: CliProject): Promise<void> {
  const id = (number: number) => `f0${number.toString(16).padStart(10, '0')}`
  const writes = Array.from({ length: manyMigrations }, (_, i) =>
    project.write(
      `migrations/20260107${String(i).padStart(6, '0')}_step.sql`,
      migrationTwo
        .replace('add users.name', `step ${i} ${'of many '.repeat(8)}`)
        .replace('bbbbbbbbbbbb', i === 0 ? 'parent' : id(i - 1))
        .replace('cccccccccccc', id(i))
        .replace('parent', 'bbbbbbbbbbbb'),
    ),
  )
  await Promise.all(writes)
}

/** `plinth … ` as part of a line of bash; the exit code is that of the first program that failed. */
function bash(line: string, project: CliProject, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const plinth = `"${process.execPath}" "${main}"`
  return runProcess('bash', ['-c', `set -o pipefail; ${line.replaceAll('plinth', plinth)}`], {
    cwd: project.folder,
    env,
  })
}

describe.skipIf(process.platform === 'win32')('a reader that goes away', () => {
  test('in the middle of a long answer: no crash, no stack trace, exit 0', async () => {
    await using project = await cliProject()
    await withLongHistory(project)
    await project.write(
      'migrations/20260108000000_long.sql',
      migrationTwo.replace('cccccccccccc', 'eeeeeeeeeeee') + '-- words\n'.repeat(200_000),
    )
    const whole = await project.run(['history'])
    expect(whole.stdout.length).toBeGreaterThan(2 * 65_536)
    for (const verb of ['history', 'history --json', 'show eeee']) {
      const { code, stdout, stderr } = await bash(`plinth ${verb} | head -1`, project)
      expect({ code, lines: stdout.split('\n').length }, verb).toEqual({ code: 0, lines: 2 })
      expect(stderr, verb).not.toMatch(/EPIPE|node:|\n {4}at /)
    }
  })

  test('before the answer begins', async () => {
    await using project = await cliProject()
    await withLongHistory(project)
    expect(await bash('plinth history | true', project)).toEqual({ code: 0, stdout: '', stderr: '' })
    const { code, stderr } = await bash('plinth history >&-', project)
    expect(code).not.toBeNull()
    expect(stderr).not.toMatch(/\n {4}at /)
  })

  test('does not keep a run from changing the database, nor its exit code from telling', async () => {
    await using project = await cliProjectWithDatabase()
    const env = { DATABASE_URL: project.database.url }
    expect((await bash('plinth init 2>&1 | true', project, env)).code).toBe(0)
    expect((await project.run(['current'])).stdout).toBe('bbbbbbbbbbbb (head)\n')
    await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    expect((await bash('plinth check 2>&1 | true', project, env)).code).toBe(1)
    expect((await bash('plinth migrate zzzz 2>&1 | true', project, env)).code).toBe(2)
  })
})

describe.skipIf(process.platform === 'win32')('a reader that does not read', () => {
  /** Much more than a pipe holds. */
  const warnings = (count: number) =>
    `do $$ begin for i in 1..${count} loop raise warning 'number % %', i, repeat('x', 150); end loop; end $$;\n`

  const ours = `from pg_stat_activity where datname = current_database() and application_name ~ '^plinth:'`
  const seen = (project: CliProjectWithDatabase, what: string) =>
    until(async () => (await project.database.query(what)).length > 0)

  /** A run of `init` of which nobody reads a word, before the first statement. */
  async function begun(project: CliProjectWithDatabase, init: string) {
    const gate = 'create table users (id bigint primary key);\nselect pg_advisory_xact_lock(4711);\n'
    await project.write('sql/init.sql', gate + init)
    await project.database.query('select pg_advisory_lock(4711)')
    const env = { PATH: process.env['PATH'], HOME: project.folder, DATABASE_URL: project.database.url }
    const child = spawn(process.execPath, [main, 'init'], { cwd: project.folder, env, stdio: 'pipe' })
    onTestFinished(() => void child.kill('SIGKILL'))
    await seen(project, `select ${ours} and wait_event = 'advisory'`)
    await project.database.query('select pg_advisory_unlock(4711)')
    return child
  }

  /** The same, when it has left the database. */
  async function unread(project: CliProjectWithDatabase, init: string) {
    const child = await begun(project, init)
    await seen(project, `select where not exists (select ${ours})`)
    return child
  }
  const codeOf = (child: ChildProcess) =>
    new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)))

  test('does not keep a run from its end; when it reads, it gets all', async () => {
    await using project = await cliProjectWithDatabase()
    const child = await unread(project, warnings(10_000))
    expect(await project.database.query('select revision from plinth.heads')).toEqual([
      { revision: 'bbbbbbbbbbbb' },
    ])
    expect(child.exitCode).toBeNull()
    const [out, err] = [text(child.stdout), text(child.stderr)]
    expect(await codeOf(child)).toBe(0)
    expect((await err).match(/number \d+ x+\n/g)).toHaveLength(10_000)
    expect(await out).toContain('✔')
  })

  test('a signal ends the wait for it, and the exit code is that of the run', async () => {
    await using project = await cliProjectWithDatabase()
    const failed = await unread(project, `${warnings(10_000)}select 1/0;\n`)
    failed.kill('SIGTERM')
    expect(await codeOf(failed)).toBe(4)
    expect((await project.run(['current'])).stdout).toBe('not tracked (empty)\n')
    const done = await unread(project, warnings(10_000))
    done.kill('SIGTERM')
    expect(await codeOf(done)).toBe(0)
    expect((await project.run(['current'])).stdout).toBe('bbbbbbbbbbbb (head)\n')
  })

  test('nor is it waited for when a signal ends the run', async () => {
    await using project = await cliProjectWithDatabase()
    const child = await begun(project, `${warnings(10_000)}select pg_sleep(600);\n`)
    await seen(project, `select ${ours} and wait_event = 'PgSleep'`)
    child.kill('SIGTERM')
    expect(await codeOf(child)).toBe(143)
    expect((await project.run(['current'])).stdout).toBe('not tracked (empty)\n')
  })

  test('what it may read later has an end: the rest is counted', async () => {
    await using project = await cliProjectWithDatabase()
    const child = await unread(project, `${warnings(200_000)}select 1/0;\n`)
    const [err] = [text(child.stderr), text(child.stdout)]
    expect(await codeOf(child)).toBe(4)
    const [, leftOut] =
      /\n… (\d+) lines were left out, as nobody read them\n✖ .*division by zero/.exec(await err) ?? []
    expect(Number(leftOut)).toBeGreaterThan(0)
    expect((await err).match(/number \d+ x+\n/g)?.length).toBe(200_000 - Number(leftOut))
  })
})

test.skipIf(!existsSync('/dev/full'))('an answer that cannot be written is a failure', async () => {
  await using project = await cliProject()
  const { code, stderr } = await bash('plinth history > /dev/full', project)
  expect(code).toBe(2)
  expect(stderr).toMatch(/^✖ the answer could not be written to stdout: ENOSPC.*\n$/)
})
