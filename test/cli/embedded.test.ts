import { cp, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleProject, runCli, type Ran } from '../support/cli.ts'

/** The example project with nothing configured: the embedded server is what there is. */
let folder: string
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runCli(args, { cwd: folder, env })

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'plinth-embedded-')))
  for (const part of ['sql', 'migrations'])
    await cp(join(exampleProject, part), join(folder, part), { recursive: true })
})
afterAll(async () => {
  await run(['server', 'stop'])
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

test.each([
  [['init', '--env', 'staging'], {}, 'staging'],
  [['init'], { NODE_ENV: 'production' }, 'production'],
  [['init'], { PLINTH_ENV: 'production' }, 'production'],
])('plinth %j with %j starts nothing', async (args, env, environment) => {
  const { code, stdout, stderr } = await run(args, env)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(`✖ no database is configured for ${environment}`)
  expect(stderr).toContain('E_NO_DATABASE_CONFIGURED, exit 2')
  expect(await run(['server', 'status'])).toMatchObject({ code: 1, stdout: 'embedded server not running\n' })
})

test('init starts it and says where it is, the next run finds it, stop stops it', async () => {
  const first = await run(['init'])
  expect(first.stderr).toMatch(
    / {2}server {3}embedded PostgreSQL \S+ in \.plinth, started: postgresql:\/\/\S+/,
  )
  expect(first).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^✔ \S+ initialised from init\.sql, now at \w+ \(head\)/) as string,
  })
  const second = await run(['init'])
  expect(second.stderr).toMatch(
    / {2}server {3}embedded PostgreSQL \S+ in \.plinth, running: postgresql:\/\/\S+/,
  )
  expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to do.') as string })
  const url = /postgresql:\/\/\S+/.exec(first.stderr)?.[0] ?? ''
  // The password is told once, and to whoever asks.
  expect(second.stderr).not.toContain(new URL(url).password)
  expect(await run(['server', 'status'])).toMatchObject({
    code: 0,
    stdout: `embedded server running: ${url}\n`,
  })
  expect(await run(['check', '--url', url])).toMatchObject({ code: 0 })
  expect(await run(['server', 'stop'])).toMatchObject({ code: 0, stdout: 'embedded server stopped\n' })
  expect(await run(['server', 'stop'])).toMatchObject({ code: 0, stdout: 'embedded server not running\n' })
})
