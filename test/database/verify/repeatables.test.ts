import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { baseline, headsOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'

const note = {
  up: 'alter table public.users add column note text;',
  down: 'alter table public.users drop column note;',
}
const posts = { up: 'create table public.posts ();', down: 'drop table public.posts;' }

const notes = 'create or replace view public.notes as select note from public.users;'
const otherNotes = 'create or replace view public.notes as select note, id from public.users;'

/** A project with a repeatable migration, a lock file with fingerprints, and a database at its heads. */
async function prepared() {
  const project = await makeProject({ migrations: { note } })
  const write = async (path: string, text: string) => {
    const file = join(project.folder, 'migrations', path)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, text)
  }
  await write('repeatable/notes.sql', notes)
  const database = await makeDatabase()
  const verbs = project.on(database)
  await verbs.init()
  expect(await verbs.verify({ lock: 'written' })).toMatchObject({ ok: true, written: 2 })
  return { project, database, verbs, write }
}

describe('what a repeatable migration makes', () => {
  it('is compared at the heads of the files', async () => {
    const { database, verbs } = await prepared()
    await database.query(otherNotes)
    const { ok, drift, ofRepeatables } = await verbs.verify()
    expect([ok, drift.map(({ text }) => text.slice(0, 22)), ofRepeatables]).toEqual([
      false,
      expect.arrayContaining(['+ column public.notes.']),
      [],
    ])
  })

  it('is told, and no fault, below them; what else differs there is one', async () => {
    const { project, database, verbs } = await prepared()
    await project.migration('posts', posts)
    expect(await verbs.verify()).toMatchObject({
      ok: true,
      current: ['note'],
      lock: [],
      ofRepeatables: ['+ view public.notes'],
    })
    await database.query('create table public.extra ()')
    expect(await verbs.verify()).toMatchObject({ ok: false, drift: [{ text: '+ table public.extra' }] })
  })

  it('is told, and no fault, where it was edited and is due', async () => {
    const { verbs, write } = await prepared()
    await write('repeatable/notes.sql', otherNotes)
    const { ok, ofRepeatables } = await verbs.verify()
    expect([ok, ofRepeatables.length]).toEqual([true, 3])
    await verbs.upgrade()
    expect(await verbs.verify()).toMatchObject({ ok: true, ofRepeatables: [] })
  })

  it('is in no fingerprint: those of the lock file stay when a migration is added', async () => {
    const { project, verbs } = await prepared()
    await project.migration('posts', posts)
    await verbs.upgrade()
    expect(await verbs.verify()).toMatchObject({ ok: true, lock: [] })
    const { downgrades } = await verbs.verify({ downgrades: 'tried' })
    expect(downgrades.map(({ revision, mark }) => `${revision} ${mark}`)).toEqual([
      `${baseline} irreversible`,
      'note proven',
      'posts proven',
    ])
  })

  it('does not keep a database from being adopted by its fingerprint', async () => {
    const { database, verbs } = await prepared()
    await database.query('drop schema plinth cascade')
    const { plan, applied } = await verbs.init()
    expect(plan.steps[0]).toMatchObject({ kind: 'stamp', how: 'adopted verified', revision: 'note' })
    expect(applied.map(({ revision }) => revision)).toEqual(['note', 'repeatable:notes'])
    expect(await headsOf(database)).toEqual(['note'])
    await database.query('drop schema plinth cascade; create table public.extra ()')
    expect(await refusal(verbs.init())).toMatchObject({ code: 'E_EXISTING' })
  })
})

describe('a hook behind a run', () => {
  it('belongs to no revision, whose fingerprint and downgrade it leaves alone', async () => {
    const { project, verbs, write } = await prepared()
    await write('hooks/after-run.sql', 'create table if not exists public.around ();')
    await project.migration('posts', posts)
    await verbs.upgrade()
    expect(await verbs.verify({ downgrades: 'tried' })).toMatchObject({
      ok: true,
      lock: [],
      downgrades: [{ mark: 'irreversible' }, { mark: 'proven' }, { mark: 'proven' }],
    })
  })
})
