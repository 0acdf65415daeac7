import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { openShadow } from '../../../src/shadow.ts'
import { realWorld } from '../../../src/world.ts'
import { makeDatabase, makeProject, refusal } from '../../support/project.ts'
import { testServer } from '../../support/server.ts'
import { hasMajor, ownServer, type OwnServer } from '../own-server.ts'
import { isThere, shadowScene, shadowsTold } from './scene.ts'

let server: OwnServer
let other: string | undefined

beforeAll(async () => {
  const { major } = await testServer()
  // Of another major version, where there is one.
  other = ['13', '16', '18'].find((one) => Number(one) !== major && hasMajor(one))
  server = await ownServer({}, other)
  await server.query(`create role maker login createdb password 'pw'; create role reader login password 'pw'`)
  await server.query('create database plinth_shadow_0123456789abcdef owner maker')
})
afterAll(() => server[Symbol.asyncDispose]())

const urlFor = (role: string, database = 'postgres') =>
  Object.assign(new URL(server.url), { username: role, password: 'pw', pathname: `/${database}` }).href

const databasesOf = async () =>
  (await server.query('select datname::text as name from pg_database order by 1')).map(({ name }) => name)

describe('a server for shadow databases', () => {
  it('is where they are made, as its role may, though the server of the database would do', async () => {
    const database = await makeDatabase()
    const scene = await shadowScene({ wishes: { shadowUrl: urlFor('maker') } })
    const before = await databasesOf()
    await scene.withShadow(database.url, async ({ session, where, target, standsFor }) => {
      expect(where).toBe('shadow server')
      expect(target).toMatchObject({ user: 'maker', port: server.port })
      expect(standsFor.target.database).toBe(database.name)
      expect(await databasesOf()).toContain(target.database)
      expect(await isThere(target.database)).toBe(false)
      await session.run('create table public.made ()')
    })
    expect(await databasesOf()).toEqual(before)
    expect(await server.query(`select from pg_class where relname = 'made'`)).toEqual([])
    const [told] = shadowsTold(scene.events)
    expect(told).toMatchObject({ where: 'shadow server', why: undefined })
    expect(told?.limits).toContain(
      'it has the extensions and roles of the shadow server only, and its objects belong to the role maker there',
    )
    // Only what bears our mark is ever dropped, whatever it is called.
    expect(scene.events).toContainEqual({
      kind: 'notice',
      severity: 'SHADOW',
      text: 'left alone, for nothing marks them as shadow databases: plinth_shadow_0123456789abcdef',
    })
  })

  it('may be of another major version, which is told', async ({ skip }) => {
    if (other === undefined) return skip('there are no programs of another major: scripts/install-majors.mjs')
    const { major } = await testServer()
    const scene = await shadowScene({ wishes: { shadowUrl: urlFor('maker') } })
    await scene.withShadow((await makeDatabase()).url, () => Promise.resolve())
    const [told] = shadowsTold(scene.events)
    expect(told?.limits).toContain(`it is of PostgreSQL ${other}, the database of ${major}`)
  })

  it('is used without a database, too', async () => {
    const scene = await shadowScene({ wishes: { shadowUrl: urlFor('maker') } })
    const config = await readConfig(scene.surroundings.wishes, scene.surroundings.world)
    const shadow = await openShadow(scene.surroundings, { config }, undefined)
    await shadow[Symbol.asyncDispose]()
    expect(shadowsTold(scene.events)).toMatchObject([{ where: 'shadow server', limits: [] }])
  })

  it('on which the role may make none is an E_SHADOW: no other is tried', async () => {
    const scene = await shadowScene({ wishes: { shadowUrl: urlFor('reader') } })
    const { url } = await makeDatabase()
    expect(await refusal(scene.withShadow(url, () => Promise.resolve()))).toMatchObject({
      code: 'E_SHADOW',
      message:
        'no shadow database can be made on the server of --shadow-url: the role reader may not create databases',
      detail: 'It is the server that is configured for them, and no other is tried.',
      hint: 'As a superuser there: ALTER ROLE "reader" CREATEDB; Or name another server, or none: correct --shadow-url.',
    })
    expect(shadowsTold(scene.events)).toEqual([])
  })

  it.each([
    ['mysql://root@localhost/x', 'E_URL', '--shadow-url is not a PostgreSQL URL'],
    ['postgres://maker@localhost:1/postgres', 'E_CONNECT', 'localhost:1'],
  ])('that is none is an error: %s', async (shadowUrl, code, message) => {
    const scene = await shadowScene({ wishes: { shadowUrl } })
    const error = await refusal(scene.withShadow((await makeDatabase()).url, () => Promise.resolve()))
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) as string })
    expect(`${error.message} ${error.detail}`).toContain('--shadow-url')
  })

  it('whose database is not there is an error', async () => {
    const scene = await shadowScene({ wishes: { shadowUrl: urlFor('maker', 'nowhere') } })
    const error = await refusal(scene.withShadow((await makeDatabase()).url, () => Promise.resolve()))
    expect(error.code).toBe('E_NO_SUCH_DATABASE')
  })
})

describe('which server it is', () => {
  it('says the flag, then PLINTH_SHADOW_URL, which may be in a file, then the configuration file, or nothing', async () => {
    const { folder } = await makeProject({ init: null })
    const read = async (wish: string | undefined, env: Readonly<Record<string, string>>) => {
      const { shadow } = await readConfig({ shadowUrl: wish }, { ...realWorld(folder), env })
      return shadow && [shadow.url, shadow.from, shadow.env]
    }
    // Nothing of the project's own settings fills the gaps.
    const gaps = { PGDATABASE: 'postgres' }
    expect(await read(undefined, { PGHOST: 'db', PGPASSWORD: 'x' })).toBeUndefined()
    await writeFile(join(folder, 'plinth.config.json'), JSON.stringify({ shadowUrl: 'postgres://file' }))
    await writeFile(join(folder, 'secret'), 'postgres://secret\n')
    const from = 'shadowUrl in plinth.config.json'
    expect(await read(undefined, { PGHOST: 'db' })).toEqual(['postgres://file', from, gaps])
    expect(await read(undefined, { PLINTH_SHADOW_URL_FILE: 'secret' })).toEqual([
      'postgres://secret',
      'PLINTH_SHADOW_URL_FILE',
      gaps,
    ])
    const env = { PLINTH_SHADOW_URL: 'postgres://env' }
    expect(await read(undefined, env)).toEqual(['postgres://env', 'PLINTH_SHADOW_URL', gaps])
    expect(await read('postgres://flag', env)).toEqual(['postgres://flag', '--shadow-url', gaps])
  })
})
