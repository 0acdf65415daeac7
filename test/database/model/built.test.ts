import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { autogenerate } from '../../../src/commands/autogenerate.ts'
import { check } from '../../../src/commands/check.ts'
import type { PlinthEvent } from '../../../src/event.ts'
import type { Surroundings } from '../../../src/project.ts'
import { realWorld } from '../../../src/world.ts'
import { contentsOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { isThere, shadowsTold } from '../shadow/scene.ts'

/** What a framework does: connects to the address that its environment has, and makes tables. */
const driver = pathToFileURL(createRequire(import.meta.url).resolve('postgres')).href
const program = (sql: string) => `
import { writeFileSync } from 'node:fs'
import postgres from ${JSON.stringify(driver)}
writeFileSync('environment.json', JSON.stringify(process.env))
const sql = (postgres.default ?? postgres)(process.env.DATABASE_URL, { max: 1, onnotice: () => {} })
await sql.unsafe(${JSON.stringify(sql)})
await sql.end()
console.log('drop table this is no DDL;')
`

interface Scene {
  readonly at: Surroundings
  readonly events: readonly PlinthEvent[]
  readonly database: TestDatabase
  readonly folder: string
  write(program: string): Promise<void>
}

/** A project whose model is what build.mjs makes. */
async function sceneOf(text: string, timeout = '1m'): Promise<Scene> {
  const database = await makeDatabase()
  await database.query('create table of_the_project ()')
  const { folder } = await makeProject({ init: null })
  const model = { command: ['node', 'build.mjs'], builds: true, timeout }
  await writeFile(join(folder, 'plinth.config.json'), JSON.stringify({ model }))
  const write = (next: string) => writeFile(join(folder, 'build.mjs'), next)
  await write(text)
  const events: PlinthEvent[] = []
  const at: Surroundings = {
    world: { ...realWorld(folder), env: {} },
    wishes: { url: `${database.url}?application_name=plinth-user` },
    onEvent: (event) => events.push(event),
    signal: undefined,
    toolVersion: 'test',
  }
  return { at, events, database, folder, write }
}

const users = 'create table users (id int primary key, name text);'

describe('a command that builds the schema', () => {
  it('gets the address of a shadow database, and no other; what it made there is the model', async () => {
    const { at, events, database, folder, write } = await sceneOf(program(users))
    const before = await contentsOf(database)
    const first = await autogenerate(at, { message: 'users' })
    expect(first).toMatchObject({ statements: 1, unproven: [], model: 'node build.mjs' })
    const [shadow] = shadowsTold(events)
    const env = JSON.parse(await readFile(join(folder, 'environment.json'), 'utf8')) as Record<string, string>
    const url = new URL(database.url)
    expect(env).toMatchObject({ PGDATABASE: shadow?.database, PGHOST: url.hostname, PGPORT: url.port })
    expect(new URL(env['DATABASE_URL'] ?? '').pathname).toBe(`/${shadow?.database}`)
    expect(env['PLINTH_URL']).toBe(env['DATABASE_URL'])
    expect(await autogenerate(at, { message: 'again' })).toBeUndefined()
    expect((await check(at, { model: 'compared' })).model).toEqual([])
    await write(program(`${users} alter table users add mail text;`))
    expect(await autogenerate(at, { message: 'mail' })).toMatchObject({ statements: 1, unproven: [] })
    expect(await contentsOf(database)).toBe(before)
    for (const told of shadowsTold(events)) expect(await isThere(told.database)).toBe(false)
  })

  it('may leave tables of its own there, which are told, and no migration is to make', async () => {
    const { at, events } = await sceneOf(
      program(`${users}
        create table django_migrations (id serial primary key, app text, name text, applied timestamptz);
        create schema web; create table web.ar_internal_metadata (key text primary key, value text);
        create table migrations (what text);`),
    )
    const written = await autogenerate(at, { message: 'users' })
    expect(written?.unproven).toEqual([])
    expect(written?.text).toContain('CREATE TABLE public.migrations')
    expect(written?.text).not.toMatch(/django|ar_internal/)
    const told = events.flatMap((event) => (event.kind === 'notice' ? [event.text] : []))
    expect(told).toContain(
      'left out of the model, for Django keeps it for itself: table public.django_migrations',
    )
    expect(told).toContain(
      'left out of the model, for Rails keeps it for itself: table web.ar_internal_metadata',
    )
  })

  it('which the migrations make already, they go on to be compared', async () => {
    const tracking = 'create table django_migrations (id serial primary key, app text, name text);'
    const { at, folder, write } = await sceneOf(program(users + tracking))
    await write(`console.log('nothing')`)
    await writeFile(
      join(folder, 'migrations', '20260101000000_a.sql'),
      `-- a\n--\n-- revision: aaaaaaaaaaaa\n-- revises:\n-- created: 2026-01-01T00:00:00Z\n\n-- plinth: upgrade\n${tracking}\n\n-- plinth: downgrade\nDROP TABLE django_migrations;\n`,
    )
    await write(program(users + tracking))
    expect(await autogenerate(at, { message: 'users' })).toMatchObject({ statements: 1, hazards: [] })
  })

  it('and builds nothing there is an E_MODEL: it may have gone elsewhere', async () => {
    const { at } = await sceneOf(`console.log('create table printed ();')`)
    expect(await refusal(autogenerate(at, { message: 'x' }))).toMatchObject({
      code: 'E_MODEL',
      message: 'node build.mjs made nothing in the database that it was given',
      hint: 'Does the command connect to a database of its own settings? Have it take that address. If it prints DDL, leave "builds" out.',
    })
  })

  it.each([
    [program('create table a (b nosuch)'), '1m', 'node build.mjs failed with exit code 1', /type "nosuch"/],
    ['setInterval(() => {}, 1000)', '700ms', 'node build.mjs did not end within 0.7 s', /./],
  ])(
    'and fails is an E_MODEL with what it said, and its database is dropped',
    async (text, timeout, message, said) => {
      const { at, events } = await sceneOf(text, timeout)
      expect(await refusal(autogenerate(at, { message: 'x' }))).toMatchObject({
        code: 'E_MODEL',
        message,
        detail: expect.stringMatching(said) as string,
        result: expect.stringContaining('which is dropped') as string,
      })
      expect(shadowsTold(events)).toHaveLength(1)
      for (const told of shadowsTold(events)) expect(await isThere(told.database)).toBe(false)
    },
  )
})
