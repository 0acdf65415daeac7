import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { transcript } from '../support/cli.ts'
import { cliProject, migrationTwo, type CliProject } from '../support/cli-project.ts'
import { ownServer, type OwnServer } from '../database/own-server.ts'
import { until } from './started.ts'

let primary: OwnServer
let standby: OwnServer
let project: CliProject

const urlOf = (server: OwnServer, database: string) =>
  Object.assign(new URL(server.url), { pathname: `/${database}` }).href

async function shows(args: readonly string[], server = standby, database = 'shop'): Promise<string> {
  const env = { DATABASE_URL: urlOf(server, database) }
  return transcript(await project.run(args, env), project.folder)
}

beforeAll(async () => {
  project = await cliProject()
  primary = await ownServer()
  await primary.query('create database shop')
  await primary.query('create database bare')
  expect(await shows(['init'], primary)).toContain('exit 0')
  standby = await primary.standby()
  await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
})
afterAll(async () => {
  await standby?.[Symbol.asyncDispose]()
  await primary?.[Symbol.asyncDispose]()
  await project?.[Symbol.asyncDispose]()
})

describe('a streaming standby', () => {
  test('really is one, and follows', async () => {
    expect(await standby.query('select pg_is_in_recovery() as it')).toEqual([{ it: true }])
    await primary.query('create table followed (id int)', 'shop')
    await until(
      async () =>
        (await standby.query(`select to_regclass('followed') is not null as it`, 'shop'))[0]?.['it'] === true,
    )
    await primary.query('drop table followed', 'shop')
  })

  test('reading verbs answer as on the primary', async () => {
    const verbs = ['status', 'current', 'pending', 'check', 'history -i', 'history --recorded']
    for (const args of verbs.map((verb) => verb.split(' '))) {
      const answer = await shows(args)
      expect(answer).toBe(await shows(args, primary))
      expect(answer).toMatch(args[0] === 'check' ? /^exit 1/ : /^exit 0/)
    }
  })

  test('what changes nothing works: a plan, an init with nothing to do', async () => {
    expect(await shows(['migrate', '--dry-run'])).toContain('exit 0\n--- stdout\nWould apply 1 step')
    expect(await shows(['init', '--dry-run'])).toContain('exit 0\n--- stdout\nWould apply 1 step')
    expect(await shows(['migrate', 'bbbb'])).toContain('Nothing to do.')
  })

  test('what changes something is refused', async () => {
    expect(await shows(['migrate'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
        target   postgres@<server>/shop   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ <server>/shop cannot be written to
        detail   The server is a standby, or default_transaction_read_only is on for this role or database.
        result   Nothing was changed.
        hint     On a standby, connect to the primary: correct DATABASE_URL. Otherwise allow writing: ALTER ROLE (or DATABASE) … RESET default_transaction_read_only
        E_NOT_PRIMARY, exit 2"
    `)
    for (const args of [['init'], ['downgrade', '-1'], ['stamp', 'head'], ['reset', '--confirm', 'shop']])
      expect(await shows(args), args.join(' ')).toContain('E_NOT_PRIMARY, exit 2')
    expect(await shows(['init'], standby, 'bare')).toContain('E_NOT_PRIMARY, exit 2')
    expect(await shows(['init', '--create-database'], standby, 'not_there')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ cannot execute CREATE DATABASE in a read-only transaction  [25006]
        hint     On a standby, connect to the primary: correct DATABASE_URL.
        E_NOT_PRIMARY, exit 2"
    `)
    expect(await shows(['current'], primary)).toBe('exit 0\n--- stdout\nbbbbbbbbbbbb')
  })
})

describe('default_transaction_read_only', () => {
  test('of a role or a database: reading works, changing is refused', async () => {
    await primary.query(`create role frozen login superuser password 'pw'`)
    await primary.query('alter role frozen set default_transaction_read_only = on')
    const url = Object.assign(new URL(urlOf(primary, 'shop')), { username: 'frozen', password: 'pw' })
    const run = async (args: readonly string[]) =>
      transcript(await project.run(args, { DATABASE_URL: url.href }), project.folder)
    expect(await run(['status'])).toContain('exit 0')
    expect(await run(['migrate'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
        target   frozen@<server>/shop   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ <server>/shop cannot be written to
        detail   The server is a standby, or default_transaction_read_only is on for this role or database.
        result   Nothing was changed.
        hint     On a standby, connect to the primary: correct DATABASE_URL. Otherwise allow writing: ALTER ROLE (or DATABASE) … RESET default_transaction_read_only
        E_NOT_PRIMARY, exit 2"
    `)
    expect(await run(['reset', '--confirm', 'shop'])).toContain('E_NOT_PRIMARY, exit 2')
    expect(await shows(['current'], primary)).toBe('exit 0\n--- stdout\nbbbbbbbbbbbb')
    await primary.query('alter database shop set default_transaction_read_only = on')
    expect(await shows(['status'], primary)).toContain('exit 0')
    expect(await shows(['migrate'], primary)).toContain('E_NOT_PRIMARY, exit 2')
    await primary.query('alter database shop reset default_transaction_read_only')
    expect(await shows(['migrate'], primary)).toContain('exit 0')
  })
})

// The last one: afterwards they are two servers that have nothing to do with each other.
test('a standby that is promoted is migrated from where it was', async () => {
  await primary.stop()
  await standby.query('select pg_promote()')
  const done = (what: string) => `exit 0\n--- stdout\n✔ ${what}`
  expect(await shows(['downgrade', '-1'])).toContain(done('1 undone · shop is at bbbbbbbbbbbb'))
  expect(await shows(['migrate'])).toContain(done('1 applied · shop is at cccccccccccc'))
  expect(await shows(['current'])).toContain('cccccccccccc (head)')
})
