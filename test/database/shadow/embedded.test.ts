import { describe, expect, it, onTestFinished } from 'vitest'
import { stopEmbedded } from '../../../src/database/embedded/server.ts'
import { openShadow } from '../../../src/shadow.ts'
import { readConfig } from '../../../src/config/config.ts'
import { makeDatabase, refusal } from '../../support/project.ts'
import { testServer } from '../../support/server.ts'
import { shadowScene, shadowsTold } from './scene.ts'
import { join } from 'node:path'

/** The URL of the database for a role that may connect and nothing more; undefined where the run may not make roles. */
async function withoutRights(): Promise<{ readonly url: string; readonly role: string }> {
  const database = await makeDatabase()
  const role = `${database.name}_app`
  await database.query(`create role ${role} login password 'pw'`)
  onTestFinished(async () => void (await database.query(`drop role ${role}`)))
  return { role, url: Object.assign(new URL(database.url), { username: role, password: 'pw' }).href }
}

describe('a role that may not create databases', () => {
  it('gets a shadow database on the embedded server, and is told what may be otherwise there', async () => {
    const { url, role } = await withoutRights()
    const { major } = await testServer()
    const scene = await shadowScene()
    const { world } = scene.surroundings
    onTestFinished(async () => void (await stopEmbedded(world, join(world.cwd, '.plinth'))))
    await scene.withShadow(url, async ({ session, where }) => {
      expect(where).toBe('embedded server')
      await session.run('create table public.made ()')
    })
    const [told] = shadowsTold(scene.events)
    expect(told).toMatchObject({ where: 'embedded server', why: `the role ${role} may not create databases` })
    const limits = told?.limits.join('\n') ?? ''
    expect(limits).toContain('extensions and roles of the embedded server only')
    const here = Number(/PostgreSQL (\d+)/.exec(told?.server ?? '')?.[1])
    expect(limits.includes(`it is of PostgreSQL ${here}, the database of ${major}`)).toBe(here !== major)
    const [embedded] = scene.events.flatMap((event) => (event.kind === 'embedded' ? [event.url] : []))
    expect(embedded).toBeDefined()
  })

  it('and has no embedded server, is told what would help', async () => {
    const { url, role } = await withoutRights()
    const scene = await shadowScene()
    const { world } = scene.surroundings
    // A folder that cannot be made: there is no file system below a file.
    Object.assign(scene.surroundings, { world: { ...world, cwd: '/dev/null' } })
    expect(await refusal(scene.withShadow(url, () => Promise.resolve()))).toMatchObject({
      code: 'E_SHADOW',
      message: `no shadow database can be made: the role ${role} may not create databases`,
      hint: expect.stringContaining(`As a superuser: ALTER ROLE "${role}" CREATEDB; Or `),
    })
  })
})

describe('without a database', () => {
  it('it is made on the embedded server', async () => {
    const scene = await shadowScene()
    const { world } = scene.surroundings
    onTestFinished(async () => void (await stopEmbedded(world, join(world.cwd, '.plinth'))))
    const shadow = await openShadow(scene.surroundings, { config: await readConfig({}, world) }, undefined)
    const [row] = await shadow.session.query<{ encoding: string }>(`show server_encoding`)
    expect(row).toEqual({ server_encoding: 'UTF8' })
    await shadow[Symbol.asyncDispose]()
    expect(shadowsTold(scene.events)).toMatchObject([{ why: 'no database is connected', limits: [] }])
  })
})
