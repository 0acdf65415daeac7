import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  baseline,
  contentsOf,
  headsOf,
  journalOf,
  makeDatabase,
  makeProject,
  refusal,
  type TestProject,
} from '../../support/project.ts'
import { randomOf } from '../../support/random.ts'
import type { TestDatabase } from '../../support/server.ts'
import { start } from '../faults/process.ts'
import { nothingLeft, seedOf } from '../faults/scene.ts'
import { eventually } from '../session/open.ts'

/** The key of the lock, as docs/formats.md says. */
const keyOf = (schema: string) =>
  createHash('sha256').update(`plinth:${schema}`).digest().readBigInt64BE().toString()

/** Takes the lock of Plinth away from everybody else, as a run in another process would. */
async function holdLock(database: TestDatabase, key: string) {
  await database.query(`select pg_advisory_lock(${key})`)
  return { release: () => database.query(`select pg_advisory_unlock(${key})`) }
}

/** The tables that a journal, replayed, leaves. Throws where a step does not go on from the one before it. */
function replayed(journal: readonly string[], order: readonly string[]): readonly string[] {
  const there: string[] = []
  for (const line of journal) {
    const [revision = '', direction] = line.split(' ')
    if (revision === baseline) continue
    if (direction === 'upgrade' && order[there.length] === revision) there.push(revision)
    else if (direction === 'downgrade' && there.at(-1) === revision) there.pop()
    else throw new Error(`${line} does not go on from ${there.join() || baseline}:\n${journal.join('\n')}`)
  }
  return there
}

describe.skipIf(process.platform === 'win32')('init, migrate and downgrade at once', () => {
  it('are never interleaved: the journal is one history, and the database is what it says', async () => {
    const random = randomOf(seedOf('side by side'))
    const order = ['m1', 'm2', 'm3']
    const project = await makeProject({
      migrations: Object.fromEntries(
        order.map((name) => [
          name,
          {
            up: `create table public.${name} ();\nselect pg_sleep(0.05);`,
            down: `drop table public.${name};`,
          },
        ]),
      ),
    })
    const database = await makeDatabase()
    const commands = [['init'], ['migrate'], ['migrate', '+1'], ['downgrade', '-1'], ['downgrade', baseline]]
    for (let round = 0; round < 3; round++) {
      const runs = Array.from({ length: 8 }, () => {
        const args = commands[Math.floor(random() * commands.length)] as string[]
        return start(args, project.folder, { DATABASE_URL: database.url }).ended
      })
      for (const { code, stderr } of await Promise.all(runs)) {
        // Too far, nothing to undo, not initialised yet: the answers of who came at another moment.
        if (code !== 0)
          expect(stderr).toMatch(/E_REVISION, exit 2|E_IRREVERSIBLE, exit 5|E_NOT_INITIALISED, exit 7/)
      }
    }
    const there = replayed(await journalOf(database), order)
    expect(await headsOf(database)).toEqual([there.at(-1) ?? baseline])
    const tables = await database.query(
      `select relname as name from pg_class where relname ~ '^m\\d$' order by 1`,
    )
    expect(tables.map(({ name }) => name)).toEqual(there)
    await nothingLeft(database)
  })
})

/** Starts six, lets them begin when all wait for the lock, and returns how they ended. */
async function runAtOnce(verb: string, project: TestProject, database: TestDatabase) {
  const lock = await holdLock(database, keyOf('plinth'))
  const runs = Array.from({ length: 6 }, () => start([verb], project.folder, { DATABASE_URL: database.url }))
  await Promise.all(runs.map((run) => run.shows('for the lock')))
  await lock.release()
  return Promise.all(runs.map(({ ended }) => ended))
}

describe.skipIf(process.platform === 'win32')('what several processes wait to run fails', () => {
  // An error with a position: to find the place of any other, the statements before it are sent a second time.
  const failing = 'create table public.half ();\nselect pg_sleep(0.1);\nselect missing;'

  it('an init script: each tries it once, all exit with the same error, and the database is empty', async () => {
    const project = await makeProject({ init: `\\warn trying\n${failing}` })
    const database = await makeDatabase()
    const before = await contentsOf(database)
    for (const { code, stderr } of await runAtOnce('init', project, database)) {
      expect(code, stderr).toBe(4)
      expect(stderr.match(/^trying$/gm)).toHaveLength(1)
      expect(stderr).toMatch(
        /"missing" does not exist[^]*script was rolled back. Nothing was changed.[^]*E_SQL, exit 4/,
      )
    }
    expect(await contentsOf(database)).toBe(before)
    await nothingLeft(database)
  })

  it('a migration: each tries it once, all exit with the same error, and nothing is recorded', async () => {
    const project = await makeProject({ migrations: { bad: `select nextval('public.tries');\n${failing}` } })
    const database = await makeDatabase()
    await project.on(database).init({ migrate: 'later' })
    await database.query('create sequence public.tries')
    const before = await contentsOf(database)
    const ended = await runAtOnce('migrate', project, database)
    for (const { code, stderr } of ended) {
      expect(code, stderr).toBe(4)
      expect(stderr).toMatch(
        /"missing" does not exist[^]*bad was rolled back. Nothing was changed.[^]*E_SQL, exit 4/,
      )
    }
    // A sequence does not go back with the transaction.
    expect(await database.query('select last_value::int as n from public.tries')).toEqual([
      { n: ended.length },
    ])
    expect(await contentsOf(database)).toBe(before)
    expect(await journalOf(database)).toEqual([`${baseline} upgrade init`])
    await nothingLeft(database)
  })
})

describe('what happens between the look and the lock', () => {
  it('a table that somebody makes in an empty database: seen under the lock, and nothing is run on top', async () => {
    const project = await makeProject()
    const database = await makeDatabase()
    const lock = await holdLock(database, keyOf('plinth'))
    const kinds: string[] = []
    const onEvent = ({ kind }: { readonly kind: string }) => kinds.push(kind)
    const init = refusal(project.on(database, { onEvent }).init())
    await eventually(async () => kinds.includes('lock-wait'))
    await database.query('create table public.somebody (id integer)')
    const before = await contentsOf(database)
    await lock.release()
    expect(await init).toMatchObject({ code: 'E_EXISTING', result: 'Nothing was changed.' })
    expect(await contentsOf(database)).toBe(before)
  })

  it('another init with another script: the second one has nothing to do, and check tells the difference', async () => {
    const [ours, theirs] = [
      await makeProject(),
      await makeProject({ init: 'create table public.theirs (id integer);' }),
    ]
    const database = await makeDatabase()
    const results = await Promise.all([ours.on(database).init(), theirs.on(database).init()])
    expect(results.filter(({ did }) => did === 'ran init script')).toHaveLength(1)
    expect(results.filter(({ did }) => did === 'nothing')).toHaveLength(1)
    const loser = results[0]?.did === 'nothing' ? ours : theirs
    expect(await loser.on(database).check()).toMatchObject({ code: 'E_EDITED', edited: ['sql/init.sql'] })
  })
})

describe('the lock is nobody else’s', () => {
  it('another tracking schema of the database, another database, and the keys of other tools are not waited for', async () => {
    const project = await makeProject()
    const [database, other] = [await makeDatabase(), await makeDatabase()]
    await project.on(database).init()
    // Of this schema, and those of Prisma and of Rails for whatever database.
    const locks = [await holdLock(database, keyOf('plinth'))]
    for (const key of ['72707369', '2053462845']) locks.push(await holdLock(other, key))
    const hurried = { lockTimeout: '0s' }
    expect((await refusal(project.on(database, hurried).stamp({ target: 'base' }))).code).toBe('E_LOCK')
    await project.on(database, { ...hurried, schema: 'second' }).stamp({ target: baseline })
    await project.on(other, hurried).init()
    expect(await headsOf(other)).toEqual([baseline])
    for (const lock of locks) await lock.release()
  })
})
