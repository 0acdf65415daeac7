import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockFileName } from '../../../src/migrations/lock-file.ts'
import { fingerprintOf } from '../../../src/schema/fingerprint.ts'
import {
  baseline,
  contentsOf,
  headsOf,
  journalOf,
  makeDatabase,
  makeProject,
  refusal,
  smallInit,
} from '../../support/project.ts'
import { snapshotOf } from '../schema/read-snapshot.ts'

const migrations = {
  note: {
    up: 'alter table public.users add column note text;',
    down: 'alter table public.users drop column note;',
  },
  rows: { up: `insert into public.users (name) values ('first');`, down: 'delete from public.users;' },
  posts: { up: 'create table public.posts (id bigint primary key);', down: 'drop table public.posts;' },
}

/** A project whose lock file has fingerprints, and a database in which SQL was run before. */
async function prepared(sql: string) {
  const project = await makeProject({ migrations })
  const made = project.on(await makeDatabase())
  await made.init()
  await made.verify({ lock: 'written' })
  const database = await makeDatabase()
  await database.query(sql)
  return { project, database, verbs: project.on(database) }
}

const at = {
  base: smallInit,
  note: `${smallInit} ${migrations.note.up}`,
  posts: `${smallInit} ${migrations.note.up} ${migrations.posts.up}`,
}

describe('an untracked database whose schema is that of a revision', () => {
  it.each([
    ['the baseline', at.base, baseline],
    ['the last one', at.posts, 'posts'],
  ])('%s: is stamped there, with the fingerprint, and upgraded from there', async (_, sql, revision) => {
    const { database, verbs } = await prepared(sql)
    const { did, plan, heads } = await verbs.init()
    expect([did, heads, plan.steps[0]]).toEqual([
      'adopted',
      ['posts'],
      expect.objectContaining({ kind: 'stamp', how: 'adopted verified', revision }),
    ])
    const found = fingerprintOf(await snapshotOf(database.url))
    const rows = await database.query(
      `select revision, how, fingerprint from plinth.journal where fingerprint is not null`,
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ revision, how: 'adopted verified' })
    if (revision === 'posts')
      expect(rows[0]?.['fingerprint']).toBe(found.kind === 'certain' && found.fingerprint)
    const again = await verbs.init()
    expect([again.did, again.applied]).toEqual(['nothing', []])
  })

  it('may be made in another way: with columns in another order, other objects first, a table that was dropped again', async () => {
    const { database, verbs } = await prepared(`
      create function public.twice(x integer) returns integer language sql as 'select 2 * x';
      create table public.left_over (); drop table public.left_over;
      create table public.users (note text, name text not null unique, id integer generated always as identity primary key);
      create view public.user_names as select name from public.users;
      create table public.posts (id bigint); alter table public.posts add primary key (id);`)
    await verbs.init()
    expect(await journalOf(database)).toEqual(expect.arrayContaining(['posts stamp adopted verified']))
    expect(await headsOf(database)).toEqual(['posts'])
  })

  it('is refused where several have that schema, until one of them is named', async () => {
    const { database, verbs } = await prepared(at.note)
    const before = await contentsOf(database)
    const error = await refusal(verbs.init())
    expect(error).toMatchObject({
      code: 'E_EXISTING',
      message: 'the schema of this database is that of 2 revisions, and does not tell which of them it is at',
      detail: 'note, rows\nWhat lies between them changes rows, or nothing that a catalog holds.',
      result: 'Nothing was changed.',
    })
    expect(error.hint).toContain('plinth init --adopt rows')
    expect(await contentsOf(database)).toBe(before)
    await verbs.init({ adopt: 'note' })
    expect(await journalOf(database)).toEqual([
      `${baseline} stamp adopted verified`,
      'note stamp adopted verified',
      'rows upgrade executed',
      'posts upgrade executed',
    ])
  })
})

it('counts the order of columns where that is configured: for the lock file, adoption and verify', async () => {
  const turned = 'create table public.t (b int, a int);'
  const project = await makeProject({ init: 'create table public.t (a int, b int);', migrations: {} })
  await writeFile(join(project.folder, 'plinth.config.json'), '{ "columnOrder": "counted" }')
  const first = await makeDatabase()
  await project.on(first).init()
  await project.on(first).verify({ lock: 'written' })
  const [same, other] = [await makeDatabase(), await makeDatabase()]
  await same.query('create table public.t (a int, b int);')
  await other.query(turned)
  expect((await project.on(same).init()).plan.steps[0]).toMatchObject({ how: 'adopted verified' })
  expect(await refusal(project.on(other).init())).toMatchObject({
    code: 'E_EXISTING',
    detail: expect.stringContaining('~ table public.t'),
  })
  await same.query(`drop table public.t; ${turned}`)
  expect(await project.on(same).verify()).toMatchObject({
    ok: false,
    drift: [{ text: '~ table public.t: columns a, b → b, a' }],
  })
  await writeFile(join(project.folder, 'plinth.config.json'), '{}')
  expect(await project.on(same).verify({ lock: 'written' })).toMatchObject({ ok: true })
  expect((await project.on(other).init()).plan.steps[0]).toMatchObject({ how: 'adopted verified' })
})

describe('an untracked database whose schema is that of no revision', () => {
  it('is refused although its objects have the right names', async () => {
    const { database, verbs } = await prepared(at.base.replace('select 2 * x', 'select 3 * x'))
    const before = await contentsOf(database)
    expect(await refusal(verbs.init())).toMatchObject({
      code: 'E_EXISTING',
      message: 'the database is not empty, and its schema is that of no revision of these files',
      detail: `The nearest is ${baseline}:\n~ function public.twice(integer)`,
      hint: expect.stringContaining(`plinth init --adopt ${baseline}`),
    })
    expect(await contentsOf(database)).toBe(before)
  })

  it('is stamped where it is said to be, with what was found', async () => {
    const { database, verbs } = await prepared('create table public.users ();')
    await verbs.init({ adopt: 'posts' })
    const found = fingerprintOf(await snapshotOf(database.url))
    expect(
      await database.query(`select how, fingerprint from plinth.journal where revision = 'posts'`),
    ).toEqual([{ how: 'adopted unverified', fingerprint: found.kind === 'certain' && found.fingerprint }])
  })

  it('is not proven by the line of a file that was edited since', async () => {
    const { project, verbs } = await prepared(at.posts)
    await project.migration('note', {
      ...migrations.note,
      up: 'alter table public.users add column remark text;',
    })
    expect(await refusal(verbs.init())).toMatchObject({ code: 'E_EXISTING' })
  })

  it('is compared by the names of its objects where the lock file has no fingerprints', async () => {
    const { project, database, verbs } = await prepared(at.base)
    const path = join(project.folder, 'migrations', lockFileName)
    const lines = (await readFile(path, 'utf8')).replaceAll(/ 1:[0-9a-f]{64} /g, ' - ')
    await writeFile(path, lines)
    await verbs.init()
    expect(await journalOf(database)).toContain(`${baseline} stamp adopted by name`)
  })

  it('is not certified while it holds what a snapshot does not see', async () => {
    const { database, verbs } = await prepared(
      `${at.base} create subscription s connection 'dbname=none' publication p with (connect = false)`,
    )
    try {
      expect(await refusal(verbs.init())).toMatchObject({
        code: 'E_EXISTING',
        message: 'the database holds objects that cannot be compared, so that no revision is proven',
        detail: 'subscription s',
      })
    } finally {
      await database.query('alter subscription s disable; alter subscription s set (slot_name = none)')
      await database.query('drop subscription s')
    }
  })
})

describe('while the schema is compared', () => {
  it('a change of it is seen under the lock', async () => {
    const { database, project } = await prepared(at.posts)
    let isChanged = false
    const verbs = project.on(database, {
      onEvent: (event) => {
        if (event.kind !== 'state' || isChanged) return
        isChanged = true
        changing = database.query('alter table public.posts add column late text')
      },
    })
    let changing: Promise<unknown> = Promise.resolve()
    const error = await refusal(verbs.init()).catch((failure: unknown) => failure)
    await changing
    expect(error).toMatchObject({ code: 'E_EXISTING' })
    expect(await headsOf(database).catch(() => [])).toEqual([])
  })
})
