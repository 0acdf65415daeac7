import { describe, expect, it, onTestFinished } from 'vitest'
import { openShadowServer } from '../../../src/database/open.ts'
import { renderShadowMark, shadowName } from '../../../src/database/shadow.ts'
import { makeDatabase, refusal } from '../../support/project.ts'
import { queryOnce, testServer } from '../../support/server.ts'
import { open } from '../session/open.ts'
import { isThere, noticesTold, shadowScene, shadowsTold } from './scene.ts'

/** A database called `name` until the test ends. */
async function foreignDatabase(name: string, comment?: string): Promise<void> {
  const { url } = await testServer()
  await queryOnce(url, `create database "${name}" template template0`)
  onTestFinished(async () => void (await queryOnce(url, `drop database if exists "${name}" with (force)`)))
  if (comment !== undefined) await queryOnce(url, `comment on database "${name}" is '${comment}'`)
}

async function namedShadows() {
  const { url } = await testServer()
  const server = await openShadowServer()
  const session = await open(url)
  onTestFinished(() => session.close())
  return { server, session }
}

describe('a shadow database', () => {
  it('is empty, another one, told, marked, and dropped afterwards', async () => {
    const database = await makeDatabase()
    await database.query('create table public.kept ()')
    const scene = await shadowScene()
    const name = await scene.withShadow(database.url, async ({ session, where }) => {
      expect(where).toBe('same server')
      const [row] = await session.query<{ name: string; tables: number; comment: string }>(
        `select current_database()::text as name, shobj_description(d.oid, 'pg_database') as comment,
            (select count(*)::int from pg_class where relname = 'kept') as tables
           from pg_database d where datname = current_database()`,
      )
      expect(row).toMatchObject({
        tables: 0,
        comment: expect.stringMatching(/^Plinth shadow database: scratch, .* run=[0-9a-f]{16} made=\d{4}-/),
      })
      await session.run('create table public.made (id integer)')
      return row?.name as string
    })
    expect(name).toMatch(/^plinth_shadow_[0-9a-f]{16}$/)
    expect(await isThere(name)).toBe(false)
    expect(shadowsTold(scene.events)).toEqual([
      {
        kind: 'shadow',
        database: name,
        where: 'same server',
        why: undefined,
        server: expect.stringMatching(/^PostgreSQL \d+/),
        limits: [],
      },
    ])
    expect(await database.query(`select from pg_class where relname = 'made'`)).toEqual([])
  })

  it.each(['an error', 'an interrupt'])('is dropped after %s, also with sessions in it', async (how) => {
    const database = await makeDatabase()
    const stop = new AbortController()
    const scene = await shadowScene({ signal: stop.signal })
    let name = ''
    const error = await scene
      .withShadow(database.url, async (shadow) => {
        name = shadow.target.database
        const other = await shadow.openAnother('beside', undefined)
        void other.run('select pg_sleep(60)').catch(() => {})
        if (how === 'an error') throw new Error('on purpose')
        setTimeout(() => stop.abort(), 50)
        await shadow.session.run('select pg_sleep(60)')
      })
      .catch((error: unknown) => error)
    expect(error).toMatchObject(how === 'an error' ? { message: 'on purpose' } : { code: 'E_INTERRUPTED' })
    expect(name).not.toBe('')
    expect(await isThere(name)).toBe(false)
  })

  it('is dropped when the signal comes while it is made', async () => {
    const database = await makeDatabase()
    const stop = new AbortController()
    const scene = await shadowScene({ signal: stop.signal })
    const { onEvent } = scene.surroundings
    Object.assign(scene.surroundings, {
      onEvent: (event: Parameters<typeof onEvent>[0]) => {
        onEvent(event)
        if (event.kind === 'shadow') stop.abort()
      },
    })
    const error = await refusal(scene.withShadow(database.url, () => Promise.resolve()))
    expect(error.code).toBe('E_INTERRUPTED')
    const [told] = shadowsTold(scene.events)
    expect(await isThere(told?.database ?? '')).toBe(false)
  })

  it('sorts, compares and is set as the database', async () => {
    const { url } = await testServer()
    const name = `plinth_test_like_${process.pid}`
    await queryOnce(
      url,
      `create database ${name} template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'`,
    )
    onTestFinished(async () => void (await queryOnce(url, `drop database ${name} with (force)`)))
    await queryOnce(url, `alter database ${name} set search_path = "$user", app, "Odd, one"`)
    await queryOnce(url, `alter database ${name} set app.tenant = 'it''s me'`)
    await queryOnce(url, `alter role current_user in database ${name} set work_mem = '5MB'`)
    const looked = `select pg_encoding_to_char(encoding) as encoding, datcollate, datctype, current_setting('search_path') as path,
        current_setting('app.tenant') as tenant, current_setting('work_mem') as memory from pg_database where datname = current_database()`
    const likeUrl = Object.assign(new URL(url), { pathname: `/${name}` }).href
    const scene = await shadowScene()
    await scene.withShadow(likeUrl, async ({ session }, like) => {
      const rows = await session.query(looked)
      expect(rows).toEqual(await like.session.query(looked))
      expect(rows).toEqual([
        expect.objectContaining({
          encoding: 'LATIN1',
          datctype: 'C',
          path: '"$user", app, "Odd, one"',
          tenant: "it's me",
          memory: '5MB',
        }),
      ])
    })
    expect(shadowsTold(scene.events)).toMatchObject([{ limits: [] }])
  })

  it('has the ICU locale of the database', async (ctx) => {
    const { url, major } = await testServer()
    if (major < 15) return ctx.skip('ICU as the provider of a database came with 15')
    const name = `plinth_test_icu_${process.pid}`
    const made = await queryOnce(
      url,
      `create database ${name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C' locale_provider icu icu_locale 'de-DE'`,
    ).catch((error: Error) => error)
    if (made instanceof Error) return ctx.skip(`this server has no ICU: ${made.message}`)
    onTestFinished(async () => void (await queryOnce(url, `drop database ${name} with (force)`)))
    const looked = `select datlocprovider, to_jsonb(d) ->> case when current_setting('server_version_num')::int < 170000 then 'daticulocale' else 'datlocale' end as locale
      from pg_database d where datname = current_database()`
    const scene = await shadowScene()
    await scene.withShadow(
      Object.assign(new URL(url), { pathname: `/${name}` }).href,
      async ({ session }) => {
        expect(await session.query(looked)).toEqual([{ datlocprovider: 'i', locale: 'de-DE' }])
      },
    )
  })

  it('does not take statements that are about the whole server', async () => {
    const database = await makeDatabase()
    const role = `${database.name}_role`
    const scene = await shadowScene()
    await scene.withShadow(database.url, async ({ session }) => {
      await session.run(
        `create table public.a (); create role ${role} password 'secret'; create table public.b ();`,
      )
      await session.query(`alter database ${database.name} set work_mem = '9MB'`)
      await session.run(`comment on database ${database.name} is 'changed'`)
      expect(
        await session.query('select relname::text from pg_class where relname in ($1, $2) order by 1', [
          'a',
          'b',
        ]),
      ).toEqual([{ relname: 'a' }, { relname: 'b' }])
      expect(await refusal(session.run(`reassign owned by ${role} to current_user`))).toMatchObject({
        code: 'E_SHADOW',
      })
    })
    expect(await database.query(`select from pg_roles where rolname = '${role}'`)).toEqual([])
    expect(
      await database.query(
        `select from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where datname = current_database()`,
      ),
    ).toEqual([])
    expect(noticesTold(scene.events, 'left out')).toEqual([
      expect.stringContaining(`create role ${role} …`),
      expect.stringContaining(`alter database ${database.name} …`),
      expect.stringContaining('comment on database …'),
    ])
  })

  it('of two runs at once are two', async () => {
    const database = await makeDatabase()
    const scene = await shadowScene()
    const names = new Set<string>()
    let bothThere: () => void = () => {}
    const both = new Promise<void>((resolve) => (bothThere = resolve))
    const run = () =>
      scene.withShadow(database.url, async ({ session, target }) => {
        names.add(target.database)
        if (names.size === 2) bothThere()
        await both
        // Whatever the other one collects meanwhile, it is not this.
        await session.run('create table public.mine ()')
      })
    await Promise.all([run(), run()])
    for (const name of names) expect(await isThere(name)).toBe(false)
  })
})

describe('dropping', () => {
  it('refuses a database of another name, or without the mark, or with the mark of another', async () => {
    const { server, session } = await namedShadows()
    const database = await makeDatabase()
    const mark = { run: '00c0ffee00c0ffee', madeAt: '2026-01-01T00:00:00.000Z' }
    await database.query(`comment on database ${database.name} is '${renderShadowMark(mark)}'`)
    const bare = 'plinth_shadow_0badc0de0badc0de'
    await foreignDatabase(bare)
    const lookalike = 'plinth_shadow_1badc0de1badc0de'
    await foreignDatabase(lookalike, renderShadowMark(mark))
    for (const name of [database.name, bare, lookalike]) {
      expect(await refusal(server.drop(session, name))).toMatchObject({
        code: 'E_SHADOW',
        message: `the database ${name} is not a shadow database, and is not dropped`,
      })
      expect(await isThere(name)).toBe(true)
    }
  })

  it('takes what is not there for dropped', async () => {
    const { server, session } = await namedShadows()
    await expect(server.drop(session, 'plinth_shadow_ffffffffffffffff')).resolves.toBeUndefined()
  })
})

describe('leftovers', () => {
  it('are not what a live run made a moment before', async () => {
    const { server, session: keeper } = await namedShadows()
    const { session: collector } = await namedShadows()
    const mark = { run: 'aaaa0000bbbb4444', madeAt: '2026-01-01T00:00:00.000Z' }
    const { likeness } = await server.readAbility(keeper)
    await server.make(keeper, mark, likeness)
    await server.collect(collector)
    expect(await isThere(shadowName(mark))).toBe(true)
    await server.drop(keeper, shadowName(mark))
    expect(await isThere(shadowName(mark))).toBe(false)
  })

  it('are dropped once by many that look at the same time', async () => {
    const { server } = await namedShadows()
    const marks = Array.from({ length: 4 }, (_, i) => ({
      run: `aaaa0000cccc000${i}`,
      madeAt: '2026-01-01T00:00:00.000Z',
    }))
    for (const mark of marks) await foreignDatabase(shadowName(mark), renderShadowMark(mark))
    const sessions = await Promise.all([1, 2, 3, 4].map(async () => (await namedShadows()).session))
    await Promise.all(sessions.map((session) => server.collect(session)))
    for (const mark of marks) expect(await isThere(shadowName(mark))).toBe(false)
  })
})

describe('a connection to a shadow database', () => {
  it('that leads elsewhere is not used', async () => {
    const { server, session } = await namedShadows()
    expect(await refusal(server.refuseElsewhere(session, 'plinth_shadow_ffffffffffffffff'))).toMatchObject({
      code: 'E_SHADOW',
      message: 'a connection to the shadow database plinth_shadow_ffffffffffffffff led elsewhere',
    })
  })
})
