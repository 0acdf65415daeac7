import { expect, it } from 'vitest'
import { contentsOf, headsOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'
import { testServer } from '../../support/server.ts'
import { everything } from '../../unit/psql/made-scripts.ts'

async function initialised(options: { env?: string } = {}) {
  const project = await makeProject({
    migrations: {
      one: 'create schema extra;\ncreate table extra.one (id integer);\ncreate extension citext;',
    },
  })
  const database = await makeDatabase()
  await project.on(database, options).init()
  return { project, database }
}

it('drops everything and initialises anew', async () => {
  const { project, database } = await initialised()
  const fresh = await contentsOf(database)
  await database.query(`create table public.junk (id integer); create type public.mood as enum ('a');
    create function public.junk() returns integer language sql as 'select 1'; create schema junk; create table junk.t ();
    create procedure public.p() language sql as 'select 1'; create sequence public.s; create domain public.d as text;
    create aggregate public.agg (integer) (sfunc = int4pl, stype = integer); create materialized view public.mv as select 1 as x;
    insert into public.users (name) values ('a')`)
  const result = await project.on(database).reset({ confirm: database.name })
  expect([result.did, result.heads]).toEqual(['ran init script', ['one']])
  expect(result.dropped).toBeGreaterThan(5)
  expect(await headsOf(database)).toEqual(['one'])
  expect(sorted(await contentsOf(database))).toEqual(sorted(fresh))
  expect(await database.query('select count(*)::int as n from public.users')).toEqual([{ n: 0 }])
})

it.each([
  ['in schemas', (script: string) => script],
  ['in public', (script: string) => script.replace('create schema shop;', '').replaceAll('shop', 'public')],
])('drops what there is of every kind, %s', async (_, placed) => {
  const project = await makeProject()
  const database = await makeDatabase()
  await project.on(database).init()
  const fresh = await contentsOf(database)
  const { major } = await testServer()
  await database.query(placed(everything(major).replaceAll('twice', 'thrice')))
  await database.query('drop subscription nothing')
  await project.on(database).reset({ confirm: database.name })
  expect(sorted(await contentsOf(database))).toEqual(sorted(fresh))
})

it('wants the name of the database', async () => {
  const { project, database } = await initialised()
  const before = await contentsOf(database)
  const wrong = await refusal(project.on(database).reset({ confirm: 'something' }))
  expect([wrong.code, wrong.message, wrong.result]).toEqual([
    'E_CONFIRM',
    '"something" is not the name of the database',
    'Nothing was changed.',
  ])
  const none = await refusal(project.on(database).reset({ confirm: undefined }))
  expect(none).toMatchObject({
    code: 'E_CONFIRM',
    message: `deleting all data of ${database.name} was not confirmed`,
    hint: `To go on: plinth reset --confirm ${database.name}`,
  })
  expect(await contentsOf(database)).toBe(before)
  const asked: unknown[] = []
  const ask = (warning: { database: string; tables: number }) => {
    asked.push(warning.database)
    return Promise.resolve(warning.database)
  }
  expect((await project.on(database).reset({ confirm: undefined, ask })).did).toBe('ran init script')
  expect(asked).toEqual([database.name])
})

it.each(['production', 'staging'])('refuses a database that is marked as %s, whoever asks', async (env) => {
  const { project, database } = await initialised({ env })
  const before = await contentsOf(database)
  const error = await refusal(project.on(database, { env: 'development' }).reset({ confirm: database.name }))
  expect([error.code, error.message]).toEqual(['E_PROTECTED', `${database.name} is marked as ${env}`])
  expect(await contentsOf(database)).toBe(before)
})

it('refuses when the caller is in production', async () => {
  const { project, database } = await initialised()
  const error = await refusal(project.on(database, { env: 'production' }).reset({ confirm: database.name }))
  expect(error.code).toBe('E_PROTECTED')
})

it('refuses a database that Plinth did not initialise', async () => {
  const project = await makeProject()
  const database = await makeDatabase()
  await database.query('create table public.mine (id integer)')
  const error = await refusal(project.on(database).reset({ confirm: database.name }))
  expect([error.code, error.message]).toEqual([
    'E_PROTECTED',
    `${database.name} was not initialised by Plinth`,
  ])
  expect(await contentsOf(database)).toContain('mine')
})

function sorted(contents: string): readonly string[] {
  return contents.split(' | ').sort()
}
