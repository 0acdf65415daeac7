import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseLock } from '../../../src/migrations/lock-file.ts'
import {
  baseline,
  journalOf,
  makeDatabase,
  makeProject,
  refusal,
  smallInit,
  type ProjectText,
  type TestProject,
} from '../../support/project.ts'

const loose = 'create table public.posts (id bigint primary key);'
const hidden = `${smallInit}do $$ begin execute 'create table public.made_inside (id integer)'; end $$;\n`
const makesInside = 'create table public.made_inside (id integer);\n'

async function withModel(model: string, text: ProjectText): Promise<TestProject> {
  const project = await makeProject(text)
  await writeFile(join(project.folder, 'sql', 'schema.sql'), model)
  return project
}

async function provenIn({ folder }: TestProject): Promise<readonly string[]> {
  const path = join(folder, 'migrations', 'plinth.lock')
  const lines = parseLock(await readFile(path, 'utf8'), path)
  return [...lines.values()]
    .filter(({ fingerprint }) => fingerprint)
    .map(({ revision }) => revision)
    .sort()
}

/** Has the lock file written anew, by a replay of all. */
async function replayedLock(project: TestProject) {
  await project.on(await makeDatabase()).verify({ lock: 'written' })
}

describe('create --auto', () => {
  it('writes the fingerprints of what it replayed and tried, by which init recognises databases', async () => {
    const project = await withModel(`${hidden} ${loose} create table public.tags (id integer);`, {
      init: hidden,
      migrations: { posts: { up: loose, down: 'drop table public.posts;' } },
    })
    const database = await makeDatabase()
    const made = await project.on(database).autogenerate({ message: 'tags' })
    expect(made).toMatchObject({ unproven: [], left: [], note: undefined, next: 'plinth init' })
    const proven = [baseline, 'posts', made?.revision].sort()
    expect(await provenIn(project)).toEqual(proven)
    const lock = await readFile(join(project.folder, 'migrations', 'plinth.lock'), 'utf8')
    const facts = await readFile(join(project.folder, 'migrations', 'plinth.facts'), 'utf8')
    await replayedLock(project)
    expect(await readFile(join(project.folder, 'migrations', 'plinth.lock'), 'utf8')).toBe(lock)
    expect(await readFile(join(project.folder, 'migrations', 'plinth.facts'), 'utf8')).toBe(facts)
    await database.query(`${smallInit} ${makesInside} ${loose}`)
    await project.on(database).init()
    expect(await journalOf(database)).toEqual([
      `${baseline} stamp adopted verified`,
      'posts stamp adopted verified',
      `${made?.revision} upgrade executed`,
    ])
  })

  it('in a project without an init script recognises what was loaded from the model, and goes on', async () => {
    const project = await withModel(loose, { init: null })
    const database = await makeDatabase()
    await database.query(loose)
    const verbs = project.on(database)
    expect(await refusal(verbs.init())).toMatchObject({
      code: 'E_FILE',
      hint: expect.stringMatching(/: plinth create --auto ".*"; then: plinth init$/),
    })
    const first = await verbs.autogenerate({ message: 'first' })
    expect(await verbs.init()).toMatchObject({ did: 'adopted', heads: [first?.revision] })
    await writeFile(
      join(project.folder, 'sql', 'schema.sql'),
      `${loose} create table public.tags (id integer);`,
    )
    const second = await verbs.autogenerate({ message: 'second' })
    expect([first?.next, second?.next]).toEqual(['plinth init', 'plinth migrate'])
    expect(await provenIn(project)).toEqual([first?.revision, second?.revision].sort())
    const near = await makeDatabase()
    await near.query(`${loose} create table public.tags (id bigint);`)
    expect((await refusal(project.on(near).init())).detail).toBe(
      `The nearest is ${second?.revision}:\n~ column public.tags.id`,
    )
  })

  it('leaves a draft what somebody has to write on, and what hooks or repeatable migrations stand around', async () => {
    const perhaps = await withModel(smallInit.replaceAll('name', 'title'), {})
    const made = await perhaps.on(await makeDatabase()).autogenerate({ message: 'title' })
    expect(made?.perhaps.length).toBeGreaterThan(0)
    expect(await provenIn(perhaps)).toEqual([baseline])
    const hooked = await withModel(`${smallInit} ${loose}`, {})
    await mkdir(join(hooked.folder, 'migrations', 'hooks'))
    await writeFile(join(hooked.folder, 'migrations', 'hooks', 'after-each.sql'), 'select 1;')
    await hooked.on(await makeDatabase()).autogenerate({ message: 'posts' })
    expect(await provenIn(hooked)).toEqual([])
  })

  it('writes nothing where it only tells', async () => {
    const project = await withModel(`${smallInit} ${loose}`, {})
    const before = await readdir(join(project.folder, 'migrations'))
    await project.on(await makeDatabase()).autogenerate({ message: 'posts', mode: 'plan' })
    expect(await readdir(join(project.folder, 'migrations'))).toEqual(before)
  })
})
