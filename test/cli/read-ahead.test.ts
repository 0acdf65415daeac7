import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject, cliProjectWithDatabase, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { freePort, startBareServer, startProxy } from '../support/proxy.ts'
import { testServer } from '../support/server.ts'

/** The server is connected to while the files are read. */

const broken = 'migrations/20260107090000_broken.sql'
const fault = /^✖ migrations\/20260107090000_broken\.sql:1:1 .*\n(?:.*\n)*.*E_MIGRATION_FORMAT, exit \d\n$/

test.each([['status'], ['check'], ['migrate'], ['init'], ['init', '--wait=1m']])(
  'a broken file is told at once, whatever the server does: %s %s',
  async (...args) => {
    await using project = await cliProject()
    await project.write(broken, 'select 1;')
    const silent = await startBareServer(() => {})
    const closing = await startBareServer((socket) => socket.destroy())
    const ports = [silent.port, closing.port, await freePort()]
    const began = performance.now()
    const urls = [...ports.map((port) => `postgres://a:b@127.0.0.1:${port}/c`), 'nonsense']
    for (const DATABASE_URL of urls)
      expect((await project.run(args, { DATABASE_URL })).stderr, DATABASE_URL).toMatch(fault)
    expect(performance.now() - began).toBeLessThan(9000)
    expect(silent.connections).toBe(1)
    for (const server of [silent, closing]) await server.close()
  },
)

test('a broken file is told also where the server answers, and lets no database be created', async () => {
  await using project = await cliProjectWithDatabase()
  await project.write(broken, 'select 1;')
  expect((await project.run(['init'])).stderr).toMatch(fault)
  expect(await project.database.query('select 1 from pg_namespace where nspname = $$plinth$$')).toEqual([])
  const other = new URL((await testServer()).url)
  other.pathname = `/${project.database.name}_other`
  const env = { DATABASE_URL: other.href }
  expect((await project.run(['init', '--create-database', '--wait=1m'], env)).stderr).toMatch(fault)
  expect(
    await project.database.query(
      `select 1 from pg_database where datname = '${project.database.name}_other'`,
    ),
  ).toEqual([])
})

test('a broken file lets no embedded server be made', async () => {
  await using project = await cliProject()
  await project.write(broken, 'select 1;')
  expect((await project.run(['init'])).stderr).toMatch(fault)
  expect(existsSync(join(project.folder, '.plinth'))).toBe(false)
})

test.each([['init'], ['init', 'stamp']])(
  'where the files have what is applied, after %s %s, the server is waited for once',
  async (...made) => {
    await using project = await cliProjectWithDatabase()
    await project.run(['init'])
    // The journal has the checksum of the baseline's file then, and not that of its script.
    if (made.includes('stamp')) await project.run(['stamp', 'heads', '--purge'])
    for (const verb of ['init', 'status', 'pending', ...(made.includes('stamp') ? [] : ['check'])])
      expect([verb, await fewestTripsOf(project, verb, 1)]).toEqual([verb, 1])
  },
)

test('where they have something else, what is applied is read', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init'])
  const file = join(project.folder, 'migrations', '20260106090000_add_email.sql')
  const text = await readFile(file, 'utf8')
  await writeFile(file, `${text}-- a comment\n`)
  expect(await fewestTripsOf(project, 'status', 2)).toBe(2)
  expect((await project.run(['status'])).stdout).toContain('comments or white space')
  await writeFile(file, text.replace('-- plinth: upgrade', '-- plinth: upgrade\nselect 1;'))
  expect((await project.run(['migrate'])).stderr).toContain('E_EDITED')
  await rm(file)
  expect((await project.run(['migrate'])).stderr).toContain('E_AHEAD')
})

/** A busy machine may tear what was sent at once into two: a run that needs more is no proof, one that needs no more is. */
async function fewestTripsOf(project: CliProjectWithDatabase, verb: string, enough: number): Promise<number> {
  let trips = Infinity
  for (let run = 0; run < 12 && trips > enough; run++) trips = Math.min(trips, await tripsOf(project, verb))
  return trips
}

/** How often a verb sent something and was answered, once it was connected. */
async function tripsOf(project: CliProjectWithDatabase, verb: string): Promise<number> {
  let trips = 0
  let isReady = false
  let isAsked = false
  const proxy = await startProxy(project.database.url, {
    fromClient: () => {
      isAsked = true
      return 'pass'
    },
    fromServer: (data) => {
      if (isReady && isAsked) trips += 1
      isAsked = false
      // ReadyForQuery ends the connecting.
      isReady ||= data.subarray(-6).equals(Buffer.from([0x5a, 0, 0, 0, 5, 0x49]))
      return 'pass'
    },
  })
  const near = new URL(project.database.url)
  near.host = `127.0.0.1:${proxy.port}`
  expect((await project.run([verb], { DATABASE_URL: near.href })).code).toBe(0)
  await proxy.close()
  return trips
}
