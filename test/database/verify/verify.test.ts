import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseLock } from '../../../src/migrations/lock-file.ts'
import type { TestDatabase } from '../../support/server.ts'
import {
  baseline,
  contentsOf,
  makeDatabase,
  makeProject,
  refusal,
  type MigrationText,
} from '../../support/project.ts'

const migrations: Readonly<Record<string, MigrationText>> = {
  note: {
    up: 'alter table public.users add column note text;',
    down: 'alter table public.users drop column note;',
  },
  posts: {
    up: 'create table public.posts (id bigint primary key);',
    down: 'drop table public.posts;',
  },
}

/** A project, and a database that is at its heads. */
async function prepared(more: Readonly<Record<string, MigrationText>> = {}) {
  const project = await makeProject({ migrations: { ...migrations, ...more } })
  const database = await makeDatabase()
  const verbs = project.on(database)
  await verbs.init()
  const lockPath = join(project.folder, 'migrations', 'plinth.lock')
  return {
    project,
    database,
    verbs,
    lockPath,
    lockLines: async () => parseLock(await readFile(lockPath, 'utf8'), 'plinth.lock'),
  }
}

async function shadowsOf(database: TestDatabase): Promise<number> {
  const [row] = await database.query(
    `select count(*)::int4 as left_over from pg_database where datname ~ '^plinth_shadow_'
      and (select count(*) from pg_stat_activity a where a.datname = pg_database.datname) = 0`,
  )
  return row?.['left_over'] as number
}

describe('verify', () => {
  it('finds that the database is what the files make, and changes nothing', async () => {
    const { database, verbs } = await prepared()
    const before = await contentsOf(database)
    expect(await verbs.verify()).toMatchObject({
      ok: true,
      code: undefined,
      current: ['posts'],
      drift: [],
      lock: [],
    })
    expect(await contentsOf(database)).toBe(before)
  })

  it('names each object that differs, what of it, and the migration that touched it last', async () => {
    const { database, verbs } = await prepared()
    await database.query(`create index by_hand on public.posts (id);
      alter table public.users alter column note type varchar(20);
      drop function public.twice(integer);
      create table public.extra (a int, b int);`)
    const { ok, code, drift } = await verbs.verify()
    expect([ok, code]).toEqual([false, 'E_DRIFT'])
    expect(drift.map(({ text, revision }) => [text, revision])).toEqual([
      ['~ column public.users.note: type text → character varying(20)', 'note'],
      ['- function public.twice(integer)', baseline],
      ['+ index public.by_hand', undefined],
      ['+ table public.extra', undefined],
    ])
  })

  it('compares a database that is behind with what it should be there', async () => {
    const { database, verbs } = await prepared()
    await verbs.downgrade({ target: 'note' })
    expect(await verbs.verify()).toMatchObject({ ok: true, current: ['note'] })
    await database.query('alter table public.users drop column note')
    expect(await verbs.verify()).toMatchObject({ ok: false, current: ['note'] })
  })

  it('does not count the order of columns, nor in a check', async () => {
    const table = (columns: string) => `create table public.pairs (${columns}, check (a > 0 and b > 0));`
    const { database, verbs } = await prepared({
      pairs: { up: table('a int, b int'), down: 'drop table public.pairs;' },
    })
    await database.query(`drop table public.pairs; ${table('b int, a int')}`)
    expect(await verbs.verify()).toMatchObject({ ok: true, drift: [] })
  })

  it('counts rights only when it is asked to', async () => {
    const { database, verbs } = await prepared()
    await database.query('grant select on public.users to public')
    expect(await verbs.verify()).toMatchObject({ ok: true })
    const { ok, drift } = await verbs.verify({ rights: 'counted' })
    expect([ok, drift.map(({ text }) => text.split(':')[0])]).toEqual([false, ['~ table public.users']])
  })

  it('refuses a database that is not tracked, or that is ahead of the files', async () => {
    const { project, verbs } = await prepared()
    const other = await makeDatabase()
    expect(await refusal(project.on(other).verify())).toMatchObject({ code: 'E_NOT_INITIALISED' })
    const old = await makeProject({ migrations: { note: migrations['note'] as MigrationText } })
    const database = await makeDatabase()
    await project.on(database).init()
    expect(await refusal(old.on(database).verify())).toMatchObject({ code: 'E_AHEAD' })
    expect(await verbs.verify()).toMatchObject({ ok: true })
  })

  it('drops its shadow databases, also where a migration fails in them', async () => {
    const { project, database, verbs } = await prepared()
    await project.migration('late', { up: 'select 1/0;', down: 'select 1;' })
    expect(await refusal(verbs.verify({ lock: 'written' }))).toMatchObject({ code: 'E_SQL' })
    expect(await shadowsOf(database)).toBe(0)
  })
})

describe('what was accepted', () => {
  it('is told and passes, until it changes further or its last day is over', async () => {
    const { project, database, verbs } = await prepared()
    await database.query('create table public.extra (a int)')
    const accept = { why: 'for the report', by: 'ops', until: '2999-12-31' }
    const taken = await verbs.verify({ accept })
    expect(taken).toMatchObject({ ok: true, drift: [{ text: '+ table public.extra', accepted: accept }] })
    expect(await verbs.verify()).toEqual(taken)
    const openOf = async () => {
      const { ok, drift } = await verbs.verify()
      return [ok, ...drift.filter(({ accepted }) => accepted === undefined).map(({ text }) => text)]
    }
    await database.query('alter table public.users add column other int')
    expect(await openOf()).toEqual([false, '+ column public.users.other'])
    await database.query('alter table public.users drop column other')
    for (const change of ['alter table public.extra add column b int', 'create index on public.extra (a)']) {
      await database.query(change)
      expect(await openOf()).toEqual([false, '+ table public.extra'])
      await verbs.verify({ accept })
      expect(await openOf()).toEqual([true])
    }
    await database.query('alter table public.users add column other int')
    const path = join(project.folder, 'migrations', 'plinth.accepted')
    await writeFile(path, (await readFile(path, 'utf8')).replace('2999-12-31', '2020-01-01'))
    const late = await verbs.verify()
    expect(late.drift.every(({ accepted }) => accepted === undefined)).toBe(true)
    expect(late.stale).toEqual([expect.stringContaining('has run out (2020-01-01)')])
    await database.query('drop table public.extra; alter table public.users drop column other')
    expect(await verbs.verify()).toMatchObject({
      ok: true,
      stale: [expect.stringContaining('does not differ so here')],
    })
  })

  it('needs a reason and a day to come', async () => {
    const { verbs } = await prepared()
    expect(await refusal(verbs.verify({ accept: { why: ' ' } }))).toMatchObject({ code: 'E_USAGE' })
    for (const until of ['2020-01-01', 'soon', '2999-02-30'])
      expect(await refusal(verbs.verify({ accept: { why: 'x', until } }))).toMatchObject({ code: 'E_USAGE' })
  })
})

describe('plinth.lock', () => {
  it('gets the fingerprint behind each revision, by which init adopts', async () => {
    const { project, verbs, lockLines } = await prepared()
    expect(await verbs.verify({ lock: 'written' })).toMatchObject({ ok: true, written: 3 })
    const lines = await lockLines()
    expect([...lines.keys()].sort()).toEqual([baseline, 'note', 'posts'])
    expect(new Set([...lines.values()].map(({ fingerprint }) => fingerprint)).size).toBe(3)
    expect((await verbs.validate()).findings).toEqual([])
    const copy = await makeDatabase()
    const there = project.on(copy)
    await there.init()
    await copy.query('drop schema plinth cascade')
    const { plan } = await there.init()
    expect(plan.steps[0]).toMatchObject({ kind: 'stamp', how: 'adopted verified', revision: 'posts' })
  })

  it('has for the revisions of branches what each makes by itself', async () => {
    const branch = {
      ...migrations['posts'],
      up: 'create table public.side ();',
      down: 'drop table public.side;',
      revises: 'note',
    }
    const { verbs, project, lockLines } = await prepared({ side: branch })
    await verbs.verify({ lock: 'written' })
    const lines = await lockLines()
    for (const [revision, extra] of [
      ['side', 'create table public.side ();'],
      ['posts', migrations['posts']?.up],
    ] as const) {
      const alone = await makeDatabase()
      const there = project.on(alone)
      await there.init({ migrate: 'later' })
      await there.upgrade({ target: 'note' })
      await alone.query(`drop schema plinth cascade; ${extra ?? ''}`)
      const { plan } = await there.init()
      expect(plan.steps[0]).toMatchObject({ how: 'adopted verified', revision })
    }
    expect(lines.size).toBe(4)
  })

  it('is told where it says otherwise than a replay', async () => {
    const { project, verbs } = await prepared()
    await verbs.verify({ lock: 'written' })
    await project.migration('posts', {
      ...migrations['posts'],
      up: 'create table public.posts (id int primary key);',
    })
    const result = await verbs.verify()
    expect([result.ok, result.code, result.lock]).toEqual([false, 'E_DRIFT', ['posts']])
  })
})

describe('downgrades', () => {
  it('are tried: each is proven, lossy or irreversible, and the lock file remembers', async () => {
    const { verbs, lockLines } = await prepared({
      wrong: { up: 'create table public.a (); create table public.b ();', down: 'drop table public.a;' },
      fails: { up: 'create table public.c ();', down: 'drop table public.nowhere;' },
      seeds: { up: "insert into public.users (name) values ('first');", down: 'select 1;' },
      never: { up: 'create table public.d ();' },
      after: { up: 'create table public.e ();', down: 'drop table public.e;' },
    })
    const { ok, downgrades } = await verbs.verify({ downgrades: 'tried', lock: 'written' })
    expect(ok).toBe(false)
    expect(downgrades).toEqual([
      { revision: baseline, mark: 'irreversible', found: [] },
      { revision: 'note', mark: 'proven', found: [] },
      { revision: 'posts', mark: 'proven', found: [] },
      { revision: 'wrong', mark: 'lossy', found: ['+ table public.b'] },
      { revision: 'fails', mark: 'unproven', found: [expect.stringContaining('it fails: ')] },
      {
        revision: 'seeds',
        mark: 'unproven',
        found: [expect.stringContaining('the upgrade fails after it: ')],
      },
      { revision: 'never', mark: 'irreversible', found: [] },
      { revision: 'after', mark: 'proven', found: [] },
    ])
    expect(
      [...(await lockLines()).values()].map(({ revision, downgrade }) => `${revision} ${downgrade}`).sort(),
    ).toEqual(
      [
        `${baseline} irreversible`,
        'after proven',
        'fails unproven',
        'never irreversible',
        'note proven',
        'posts proven',
        'seeds unproven',
        'wrong lossy',
      ].sort(),
    )
  })
})
