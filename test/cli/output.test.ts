import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { main, runProcess, type Ran } from '../support/cli.ts'
import { cliProject, cliProjectWithDatabase, migrationTwo, type CliProject } from '../support/cli-project.ts'

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

test.skipIf(!existsSync('/dev/full'))('an answer that cannot be written is a failure', async () => {
  await using project = await cliProject()
  const { code, stderr } = await bash('plinth history > /dev/full', project)
  expect(code).toBe(2)
  expect(stderr).toMatch(/^✖ the answer could not be written to stdout: ENOSPC.*\n$/)
})
