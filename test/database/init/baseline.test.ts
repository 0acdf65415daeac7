import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plinth } from '../../../src/index.ts'
import { contentsOf, makeDatabase } from '../../support/project.ts'

let folder: string

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'plinth-baseline-')))
  await mkdir(join(folder, 'sql'))
  await writeFile(join(folder, 'sql/init.sql'), 'CREATE TABLE public.users (id integer);')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const files = async () => (await readdir(join(folder, 'migrations'))).sort()

test('create before the first init writes the baseline first, and init runs the script', async () => {
  const database = await makeDatabase()
  const project = plinth({ cwd: folder, url: database.url })
  const rehearsed = await project.create({ message: 'add age', mode: 'plan' })
  expect(existsSync(join(folder, 'migrations'))).toBe(false)
  expect(existsSync(rehearsed.path)).toBe(false)
  const created = await project.create({ message: 'add age' })
  expect(await files()).toHaveLength(3)
  expect(await files()).toContain('plinth.lock')
  expect(created.baseline).toMatch(/baseline/)
  const text = await readFile(created.path, 'utf8')
  await writeFile(
    created.path,
    text.replace(
      '-- plinth: upgrade\n',
      '-- plinth: upgrade\nALTER TABLE public.users ADD COLUMN age integer;\n',
    ),
  )
  const { applied } = await project.init()
  expect(applied.map(({ kind }) => kind)).toEqual(['init', 'upgrade'])
  expect(await contentsOf(database)).toContain('age')
})

test('a baseline file that got lost is written again, with the same revision', async () => {
  const database = await makeDatabase()
  const project = plinth({ cwd: folder, url: database.url })
  const { wrote, heads } = await project.init()
  await rm(join(folder, 'migrations'), { recursive: true })
  const again = await project.init()
  expect(again).toMatchObject({ applied: [], heads, did: 'nothing' })
  expect(again.wrote).toBeDefined()
  expect(wrote).toBeDefined()
  expect(await files()).toHaveLength(1)
  expect((await project.check()).ok).toBe(true)
})

test('an init script that no migration names is not passed over', async () => {
  await mkdir(join(folder, 'migrations'))
  await writeFile(
    join(folder, 'migrations/20260101000000_first.sql'),
    '-- First\n--\n-- revision: aaaaaaaaaaaa\n-- revises:\n-- created: 2026-01-01T00:00:00Z\n\n-- plinth: upgrade\nSELECT 1;\n\n-- plinth: downgrade\nSELECT 1;\n',
  )
  const database = await makeDatabase()
  const work = plinth({ cwd: folder, url: database.url }).init()
  await expect(work).rejects.toMatchObject({
    code: 'E_GRAPH',
    message: 'no migration names the init script sql/init.sql',
  })
  expect((await plinth({ cwd: folder, url: database.url }).status()).state.kind).toBe('empty')
})

test('a read does not make an embedded server', async () => {
  const project = plinth({ cwd: folder })
  const calls = [
    () => project.status(),
    () => project.check(),
    () => project.init({ mode: 'plan' }),
    () => project.upgrade(),
  ]
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'E_NO_DATABASE_CONFIGURED' })
  expect(existsSync(join(folder, '.plinth'))).toBe(false)
})

test('a rehearsal does not create the database', async () => {
  const database = await makeDatabase()
  const url = database.url.replace(/\/[^/]*$/, '/plinth_not_there')
  const project = plinth({ cwd: folder, url })
  const [missing, planned] = [{ code: 'E_NO_SUCH_DATABASE' }, { mode: 'plan' } as const]
  await expect(project.init({ createDatabase: true, mode: 'script' })).rejects.toMatchObject(missing)
  // Without the option, init itself would refuse.
  await expect(project.init(planned)).rejects.toMatchObject(missing)
  const { plan, applied } = await project.init({ createDatabase: true, ...planned })
  expect([plan.steps.map(({ kind }) => kind), applied]).toEqual([['init'], []])
  await expect(project.status()).rejects.toMatchObject(missing)
})

test('a rehearsal of a database that is not there refuses what would not run', async () => {
  const database = await makeDatabase()
  await writeFile(join(folder, 'sql/init.sql'), 'select 1;\nvacuum;\n')
  const url = database.url.replace(/\/[^/]*$/, '/plinth_not_there')
  const project = plinth({ cwd: folder, url })
  await expect(project.init({ createDatabase: true, mode: 'plan' })).rejects.toMatchObject({
    code: 'E_SQL',
    place: { line: 2 },
  })
})

test('check sees that the init script, or what it includes, was edited after it ran', async () => {
  const database = await makeDatabase()
  await writeFile(join(folder, 'sql/part.sql'), 'CREATE TABLE public.part ();')
  await writeFile(join(folder, 'sql/init.sql'), 'CREATE TABLE public.users (id integer);\n\\ir part.sql\n')
  const project = plinth({ cwd: folder, url: database.url })
  await project.init()
  expect(await project.check()).toMatchObject({ ok: true, edited: [] })
  await writeFile(join(folder, 'sql/part.sql'), 'CREATE TABLE public.part (id integer);')
  expect(await project.check()).toMatchObject({ ok: false, code: 'E_EDITED', edited: ['sql/init.sql'] })
})
