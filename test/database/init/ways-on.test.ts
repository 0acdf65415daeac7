import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  baseline,
  headsOf,
  journalOf,
  makeDatabase,
  makeProject,
  refusal,
  smallInit,
  type ProjectText,
} from '../../support/project.ts'

const migrations = {
  note: {
    up: 'alter table public.users add column note text;',
    down: 'alter table public.users drop column note;',
  },
  rows: { up: `insert into public.users (name) values ('first');`, down: 'delete from public.users;' },
  born: {
    up: 'alter table public.users add column born date; alter table public.users add column died date;',
    down: 'alter table public.users drop column born; alter table public.users drop column died;',
  },
  posts: { up: 'create table public.posts (id bigint primary key);', down: 'drop table public.posts;' },
}

/** A project, and a database in which SQL was run before. `proven`: the lock file has fingerprints. */
async function prepared(
  sql: string,
  {
    text = { migrations },
    lock = 'proven',
  }: { readonly text?: ProjectText; readonly lock?: 'proven' | 'none' } = {},
) {
  const project = await makeProject(text)
  const database = await makeDatabase()
  if (lock === 'proven') await project.on(await makeDatabase()).verify({ lock: 'written' })
  await database.query(sql)
  return { project, database, verbs: project.on(database) }
}

const { note, rows, born } = migrations
const atNote = `${smallInit} ${note.up}`
const atBorn = `${atNote} ${rows.up} ${born.up}`

describe('status of an untracked database', () => {
  it('says what init would do', async () => {
    const { verbs } = await prepared(atBorn)
    expect(await verbs.status()).toMatchObject({
      state: { kind: 'existing' },
      proof: { kind: 'proven', revisions: ['born'] },
      refusal: undefined,
      next: 'plinth init',
      pending: [baseline, 'note', 'rows', 'born', 'posts'].map((revision) => ({ revision })),
    })
  })

  it.each([
    [
      'at one, but for the type of a column',
      `${atNote} ${rows.up} alter table public.users add born timestamptz, add died date`,
      'born',
      ['~ column public.users.born'],
    ],
    [
      'between two',
      `${atNote} ${rows.up} alter table public.users add born date`,
      'born',
      ['- column public.users.died', '~ table public.users'],
    ],
  ])('refuses what init refuses, with its hints: %s', async (_, sql, revision, differences) => {
    const { verbs } = await prepared(sql)
    const error = await refusal(verbs.init())
    const status = await verbs.status()
    expect([status.refusal, status.next]).toEqual([
      { code: 'E_EXISTING', message: error.message },
      error.hint,
    ])
    expect(status.proof).toMatchObject({ kind: 'unmatched', nearest: { revision, alike: [], differences } })
    expect(status.next).toContain(`--adopt ${revision} `)
    expect(status.next).not.toContain(baseline)
  })

  it('is asked of names only where no revision has a fingerprint', async () => {
    const { verbs } = await prepared(smallInit, { lock: 'none' })
    expect(await verbs.status()).toMatchObject({ proof: { kind: 'unknown' }, next: 'plinth init' })
    await verbs.init()
    expect((await verbs.status()).proof).toBeUndefined()
  })
})

describe('status of a database whose init script was edited since', () => {
  it('says so, as check does, and that nothing else is to be done', async () => {
    const { project, verbs } = await prepared('select 1', { lock: 'none' })
    await verbs.init()
    expect(await verbs.status()).toMatchObject({ editedScript: undefined, next: undefined })
    const script = join(project.folder, 'sql', 'init.sql')
    await writeFile(script, `${smallInit} create table public.later (id integer);`)
    const { next } = await verbs.check()
    expect(await verbs.status()).toMatchObject({ editedScript: 'sql/init.sql', next, refusal: undefined })
    await writeFile(script, `${smallInit} -- ${'x'.repeat(4 << 20)}`)
    expect(await verbs.status()).toMatchObject({ editedScript: undefined })
    expect(await verbs.check()).toMatchObject({ code: 'E_EDITED' })
  })
})

describe('a database that is at no revision, but near one', () => {
  const drifted = `${atNote} create table public.by_hand (id integer);`

  it('is named with those that have the schema of the nearest, which may be done or not', async () => {
    const { verbs } = await prepared(drifted)
    const { detail, hint } = await refusal(verbs.init())
    expect(detail).toBe(
      'The nearest is note, or one with the same schema, if its rows are there (rows):\n+ table public.by_hand',
    )
    expect(hint?.split('\n')).toEqual([
      'Make it as that one by hand; it is proven then: plinth init',
      'Or take the difference on, outside of the history: plinth init --adopt note --no-migrate; what differs, in full: plinth verify; and: plinth verify --accept "<why>"; then: plinth migrate',
      'Or write the difference down as a migration behind that one: plinth create "what was there" --head note; with the SQL in it: plinth verify --update; it is proven then: plinth init; then join the heads: plinth merge, and: plinth migrate',
    ])
  })

  it('is proven once it is as that one', async () => {
    const { database, verbs } = await prepared(`${atBorn} create table public.by_hand (id integer);`)
    await refusal(verbs.init())
    await database.query('drop table public.by_hand')
    await verbs.init()
    expect(await journalOf(database)).toContain('born stamp adopted verified')
    expect(await verbs.verify()).toMatchObject({ ok: true, current: ['posts'] })
  })

  it('goes on with the difference taken on', async () => {
    const { database, verbs } = await prepared(drifted)
    await verbs.init({ adopt: 'note', migrate: 'later' })
    const found = await verbs.verify()
    expect([found.ok, found.drift.map(({ text }) => text)]).toEqual([false, ['+ table public.by_hand']])
    await verbs.verify({ accept: { why: 'the reports need it' } })
    await verbs.upgrade()
    expect(await verbs.verify()).toMatchObject({ ok: true, current: ['posts'] })
    expect(await journalOf(database)).toEqual([
      `${baseline} stamp adopted unverified`,
      'note stamp adopted unverified',
      'rows upgrade executed',
      'born upgrade executed',
      'posts upgrade executed',
    ])
  })

  it('goes on with the difference in the history, and everything behind the nearest is run', async () => {
    const { project, database, verbs } = await prepared(drifted)
    const made = await verbs.create({ message: 'what was there', head: ['note'] })
    const text = await readFile(made.path, 'utf8')
    await writeFile(
      made.path,
      text
        .replace('-- plinth: upgrade\n', '-- plinth: upgrade\ncreate table public.by_hand (id integer);\n')
        .replace('-- plinth: downgrade\n', '-- plinth: downgrade\ndrop table public.by_hand;\n'),
    )
    expect(await verbs.verify({ lock: 'written' })).toMatchObject({
      ok: true,
      next: expect.stringContaining('plinth init'),
    })
    await verbs.init()
    await verbs.merge()
    await verbs.upgrade()
    expect(await verbs.verify()).toMatchObject({ ok: true, drift: [] })
    const journal = await journalOf(database)
    expect(journal).toEqual(
      expect.arrayContaining([
        'note stamp adopted verified',
        `${made.revision} stamp adopted verified`,
        'rows upgrade executed',
        'born upgrade executed',
        'posts upgrade executed',
      ]),
    )
    expect(await headsOf(database)).toHaveLength(1)
    const fresh = await makeDatabase()
    const others = project.on(fresh)
    await others.init()
    expect(await others.verify()).toMatchObject({ ok: true })
  })

  it('needs no merge behind the head', async () => {
    const { verbs } = await prepared(
      `${atBorn} ${migrations.posts.up} create table public.by_hand (id integer);`,
    )
    const { hint } = await refusal(verbs.init())
    expect(hint).toContain('--head posts; ')
    expect(hint).not.toContain('merge')
  })

  it('is told how to have the nearest named, where it is not known', async () => {
    const { project, verbs } = await prepared(drifted)
    await rm(join(project.folder, 'migrations', 'plinth.facts'))
    const { hint } = await refusal(verbs.init())
    expect(hint).toMatch(
      /^To have the nearest revision named, and the difference: plinth verify --update; then: plinth init\n.*--adopt <revision> --no-migrate; what differs: plinth verify; then: plinth migrate$/,
    )
    await verbs.verify({ lock: 'written' })
    expect((await refusal(verbs.init())).detail).toContain('The nearest is note')
  })
})

describe('where no revision has a fingerprint', () => {
  const hidden = `${smallInit}do $$ begin execute 'create table public.made_inside (id integer)'; end $$;\n`

  it('a database that names cannot compare is recognised once the fingerprints are written', async () => {
    const { verbs } = await prepared(hidden, { text: { init: hidden, migrations }, lock: 'none' })
    const error = await refusal(verbs.init())
    expect(error.hint).toMatch(
      /^No revision has a fingerprint .*: plinth verify --update; then: plinth init$/m,
    )
    expect(await verbs.verify({ lock: 'written' })).toMatchObject({
      ok: true,
      written: 5,
      database: undefined,
      uncompared: { why: expect.stringContaining('is not tracked') },
      next: 'Find out which revision it is at: plinth init',
    })
    expect(await verbs.init()).toMatchObject({ did: 'adopted', heads: ['posts'] })
    expect(await verbs.verify()).toMatchObject({ ok: true, uncompared: undefined })
  })

  it('so is one of a project without an init script', async () => {
    const text = { init: null, migrations: { notes: 'create table public.notes (id integer);' } }
    const { verbs } = await prepared('create table public.notes (id integer)', { text, lock: 'none' })
    expect((await refusal(verbs.init())).hint).toContain('plinth verify --update')
    await verbs.verify({ lock: 'written' })
    expect(await verbs.init()).toMatchObject({ did: 'adopted', heads: ['notes'] })
  })

  it('fingerprints are written beside a database that is ahead of the files, and not accepted for it', async () => {
    const { project, database, verbs } = await prepared('select 1', { lock: 'none' })
    await verbs.init()
    const folder = join(project.folder, 'migrations')
    for (const file of await readdir(folder)) if (file.endsWith('_posts.sql')) await rm(join(folder, file))
    expect(await verbs.verify({ lock: 'written' })).toMatchObject({
      ok: true,
      written: 4,
      uncompared: expect.anything(),
    })
    expect(await refusal(verbs.verify())).toMatchObject({ code: 'E_AHEAD' })
    await database.query('drop schema plinth cascade')
    expect(await refusal(verbs.verify({ lock: 'written', accept: { why: 'x' } }))).toMatchObject({
      code: 'E_NOT_INITIALISED',
    })
  })

  it('a database further than the baseline fails with a way on', async () => {
    const { database, verbs } = await prepared(atNote, { lock: 'none' })
    const error = await refusal(verbs.init())
    expect(error).toMatchObject({ code: 'E_SQL', sqlState: '42701' })
    expect(error.hint).toBe(
      'This database was adopted by the names of its objects only, and may be further than what is recorded. What it has beyond that: plinth verify\n' +
        'If it is all that this migration makes, record it as applied: plinth stamp note; then: plinth verify',
    )
    expect((await refusal(verbs.upgrade())).hint).toBe(error.hint)
    expect(await verbs.verify()).toMatchObject({ ok: false, drift: [{ text: '+ column public.users.note' }] })
    await verbs.stamp({ target: ['note'] })
    expect(await verbs.verify()).toMatchObject({ ok: true, current: ['note'] })
    await verbs.upgrade()
    expect(await verbs.verify()).toMatchObject({ ok: true, current: ['posts'] })
    expect(await journalOf(database)).toContain('rows upgrade executed')
  })

  it('in one transaction the adoption is taken back, and the way begins before it', async () => {
    const { verbs } = await prepared(atNote, { lock: 'none' })
    const error = await refusal(verbs.init({ commit: 'at the end' }))
    expect(error.hint).toContain('What it has beyond that: plinth init --no-migrate; then: plinth verify')
    await verbs.init({ migrate: 'later' })
    expect(await verbs.verify()).toMatchObject({ drift: [{ text: '+ column public.users.note' }] })
  })

  it('nothing is said of adoption where the database was made from the files', async () => {
    const { database, verbs } = await prepared('select 1', { lock: 'none' })
    await verbs.init({ migrate: 'later' })
    await database.query(note.up)
    const error = await refusal(verbs.upgrade())
    expect([error.sqlState, error.hint ?? '']).toEqual(['42701', expect.not.stringContaining('adopted')])
  })
})
