import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { PlinthEvent, PlinthOptions } from '../../src/index.ts'
import { dist, runProcess } from '../support/cli.ts'
import { cliProjectWithDatabase, migrationTwo } from '../support/cli-project.ts'

const library = (await import(
  pathToFileURL(join(dist, 'index.js')).href
)) as typeof import('../../src/index.ts')

describe('the library, as ECMAScript module', () => {
  test('runs the main path and tells it through typed events', async () => {
    await using project = await cliProjectWithDatabase()
    const events: PlinthEvent[] = []
    const options: PlinthOptions = {
      cwd: project.folder,
      url: project.database.url,
      onEvent: (event) => events.push(event),
    }
    const db = library.plinth(options)
    expect(await db.init()).toMatchObject({ did: 'ran init script', heads: ['bbbbbbbbbbbb'] })
    expect(await db.status()).toMatchObject({ state: { kind: 'initialised' }, tables: 2, pending: [] })
    await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    expect(await db.check()).toMatchObject({ ok: false, pending: [{ revision: 'cccccccccccc' }] })
    expect(await db.upgrade()).toMatchObject({ heads: ['cccccccccccc'] })
    expect(await db.downgrade({ target: '-1' })).toMatchObject({ heads: ['bbbbbbbbbbbb'] })
    const applied = events.flatMap((event) =>
      event.kind === 'applied' ? [`${event.step} ${event.revision}`] : [],
    )
    expect(applied).toEqual([
      'init aaaaaaaaaaaa',
      'upgrade bbbbbbbbbbbb',
      'upgrade cccccccccccc',
      'downgrade cccccccccccc',
    ])
    expect(JSON.stringify(events)).not.toContain(
      `:${new URL(project.database.url).password || 'no password'}@`,
    )
  })

  test('errors are of one class, with a code', async () => {
    await using project = await cliProjectWithDatabase()
    const db = library.plinth({ cwd: project.folder, url: 'postgres://app@localhost:1/shop' })
    const error: unknown = await db.status().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(library.PlinthError)
    expect(error).toMatchObject({ name: 'PlinthError', code: 'E_CONNECT' })
  })

  test('aborting rolls back and rejects with E_INTERRUPTED', async () => {
    await using project = await cliProjectWithDatabase()
    await project.write('sql/init.sql', 'CREATE TABLE users (id bigint);\nSELECT pg_sleep(60);\n')
    const interruption = new AbortController()
    const onEvent = (event: PlinthEvent) => {
      if (event.kind === 'step') setTimeout(() => interruption.abort(), 200)
    }
    const db = library.plinth({
      cwd: project.folder,
      url: project.database.url,
      signal: interruption.signal,
      onEvent,
    })
    await expect(db.init()).rejects.toMatchObject({ code: 'E_INTERRUPTED' })
    expect(
      await project.database.query(`select count(*)::int as tables from pg_tables where tablename = 'users'`),
    ).toEqual([{ tables: 0 }])
  })

  test('a signal that is aborted already', async () => {
    await using project = await cliProjectWithDatabase()
    const db = library.plinth({ cwd: project.folder, url: project.database.url, signal: AbortSignal.abort() })
    await expect(db.init()).rejects.toMatchObject({ code: 'E_INTERRUPTED' })
  })
})

const script = `
  const db = plinth({ cwd: process.cwd(), url: process.env.DATABASE_URL })
  const run = async () => {
    await db.init()
    await db.status()
    await db.check()
    await db.downgrade({ target: '-1' })
    await db.upgrade()
    const error = await db.downgrade({ target: 'zzz' }).catch((thrown) => thrown)
    process.exitCode = error instanceof PlinthError && error.code === 'E_REVISION' ? 0 : 9
  }
  run()
`

test.each([
  [
    'CommonJS',
    'commonjs',
    `const { plinth, PlinthError } = require(${JSON.stringify(join(dist, 'index.cjs'))})`,
  ],
  [
    'ECMAScript modules',
    'module',
    `import { plinth, PlinthError } from ${JSON.stringify(pathToFileURL(join(dist, 'index.js')).href)}`,
  ],
])('in a process of %s: prints nothing and ends by itself', async (_, type, load) => {
  await using project = await cliProjectWithDatabase()
  const options = { cwd: project.folder, env: { DATABASE_URL: project.database.url } }
  const ran = await runProcess(process.execPath, [`--input-type=${type}`, '--eval', load + script], options)
  expect(ran).toEqual({ code: 0, stdout: '', stderr: '' })
})
