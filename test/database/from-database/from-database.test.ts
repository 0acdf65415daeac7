import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseLock } from '../../../src/migrations/lock-file.ts'
import { fingerprintOf } from '../../../src/schema/fingerprint.ts'
import {
  headsOf,
  makeDatabase,
  makeProject,
  refusal,
  smallInit,
  type TestProject,
} from '../../support/project.ts'
import { testServer } from '../../support/server.ts'
import { snapshotOf } from '../schema/read-snapshot.ts'

const [owner, reader] = ['plinth_test_from_owner', 'plinth_test_from_reader']

beforeAll(async () => {
  const database = await (await testServer()).createDatabase()
  for (const role of [owner, reader])
    await database.query(
      `do $$ begin create role ${role}; exception when duplicate_object or unique_violation then null; end $$`,
    )
  await database.drop()
})

async function prepared(sql: string) {
  const project = await makeProject({ init: null })
  const database = await makeDatabase()
  if (sql !== '') await database.query(sql)
  return { project, database, verbs: project.on(database) }
}

const inFolder = ({ folder }: TestProject, path: string) => join(folder, path)

describe('what is written', () => {
  test('the init script, its baseline, and the fingerprint of the database in the lock file', async () => {
    const { project, database, verbs } = await prepared(smallInit)
    const result = await verbs.fromDatabase()
    expect(result).toMatchObject({ file: 'sql/init.sql', leftOut: [], unproven: [], tracking: 'none' })
    expect(await readFile(result.baseline ?? '', 'utf8')).toContain('-- init: ../sql/init.sql')
    const lock = parseLock(await readFile(inFolder(project, 'migrations/plinth.lock'), 'utf8'), 'plinth.lock')
    const found = fingerprintOf(await snapshotOf(database.url))
    expect([...lock.values()]).toMatchObject([
      { fingerprint: found.kind === 'certain' ? found.fingerprint : '', downgrade: 'irreversible' },
    ])
    expect(await verbs.validate()).toMatchObject({ ok: true })
  })

  test('the head of the script names the database, and no password', async () => {
    const { database, verbs } = await prepared(smallInit)
    const { text } = await verbs.fromDatabase()
    expect(text.split('\n')[0]).toBe(`-- The schema of the database ${database.name}`)
    expect(text).not.toContain(database.url)
  })

  test('a model instead, which the migrations are compared with', async () => {
    const { project, verbs } = await prepared(smallInit)
    expect(await verbs.fromDatabase({ to: 'model' })).toMatchObject({
      file: 'sql/schema.sql',
      baseline: undefined,
    })
    expect(existsSync(inFolder(project, 'migrations/plinth.lock'))).toBe(false)
    await verbs.fromDatabase()
    expect(await verbs.check({ model: 'compared' })).toMatchObject({ pending: [{}] })
    await verbs.init()
    expect(await verbs.check({ model: 'compared' })).toMatchObject({ ok: true })
  })

  test('only told: nothing', async () => {
    const { project, verbs } = await prepared(smallInit)
    const { text } = await verbs.fromDatabase({ mode: 'plan' })
    expect(text).toContain('CREATE TABLE public.users')
    expect(existsSync(inFolder(project, 'sql/init.sql'))).toBe(false)
  })
})

describe('owners', () => {
  const owned = `${smallInit}
    create table public.theirs (id int primary key, note text);
    grant select on public.theirs to ${reader};
    grant select on public.theirs to current_user;
    alter table public.theirs owner to ${owner};
    alter schema public owner to ${owner};`

  test('are left out: it belongs to who runs the script, and rights of others stay', async () => {
    const { database, verbs } = await prepared(owned)
    const { text } = await verbs.fromDatabase()
    expect(text).not.toContain('OWNER TO')
    expect(text).toContain(`GRANT SELECT ON TABLE public.theirs TO ${reader}`)
    expect((await verbs.init()).plan.steps[0]).toMatchObject({ how: 'adopted verified' })
    expect(await headsOf(database)).toHaveLength(1)
  })

  test('are written when they are asked for', async () => {
    const { project, verbs } = await prepared(owned)
    const { text } = await verbs.fromDatabase({ owners: 'written' })
    expect(text).toContain(`ALTER TABLE public.theirs OWNER TO ${owner};`)
    const fresh = await makeDatabase()
    await project.on(fresh).init()
    const [row] = await fresh.query(`select tableowner as owner from pg_tables where tablename = 'theirs'`)
    expect(row).toEqual({ owner })
  })

  test('where the rights of an owner were cut, there is no script without owners', async () => {
    const { verbs } = await prepared(`${smallInit}
      create table public.theirs (id int); alter table public.theirs owner to ${owner};
      revoke insert on public.theirs from ${owner};`)
    const error = await refusal(verbs.fromDatabase())
    expect([error.code, error.hint]).toEqual(['E_DRIFT', expect.stringContaining('--owners')])
    await verbs.fromDatabase({ owners: 'written' })
  })
})

describe('a database that Plinth tracks', () => {
  test('without the tracking; a stamp then says where it is', async () => {
    const { database, verbs } = await prepared('')
    const other = await makeProject({ migrations: { more: 'create table public.more (id int);' } })
    await other.on(database).init()
    const result = await verbs.fromDatabase()
    expect(result.tracking).toBe('tracked')
    expect(result.text).not.toContain('plinth.')
    expect(result.text).toContain('CREATE TABLE public.more')
    await verbs.stamp({ target: 'head', purge: true })
    expect(await verbs.check()).toMatchObject({ ok: true })
  })
})

describe('refused, with nothing written', () => {
  test('where there is a script already', async () => {
    const { project, verbs } = await prepared(smallInit)
    await writeFile(inFolder(project, 'sql/init.sql'), '-- mine')
    expect(await refusal(verbs.fromDatabase())).toMatchObject({
      code: 'E_FILE',
      message: 'sql/init.sql exists already',
      hint: 'Move it away, or name another file: plinth create --from-database --init <file>',
    })
    expect(await readFile(inFolder(project, 'sql/init.sql'), 'utf8')).toBe('-- mine')
  })

  test('where there are migrations that would come after it', async () => {
    const project = await makeProject({ init: null, migrations: { one: 'select 1;' } })
    const database = await makeDatabase()
    await database.query(smallInit)
    expect(await refusal(project.on(database).fromDatabase())).toMatchObject({ code: 'E_GRAPH' })
    await project.on(database).fromDatabase({ to: 'model' })
  })

  test('an empty database', async () => {
    const { verbs } = await prepared('')
    expect(await refusal(verbs.fromDatabase())).toMatchObject({ code: 'E_USAGE' })
  })

  test('what cannot be seen, until it is left out: the script names it, and the names alone adopt', async () => {
    const { project, verbs } = await prepared(`${smallInit} grant usage on language plpgsql to ${reader};`)
    const error = await refusal(verbs.fromDatabase())
    expect([error.code, error.detail]).toEqual(['E_UNSEEN', 'rights language plpgsql: it cannot be seen'])
    expect(existsSync(inFolder(project, 'sql/init.sql'))).toBe(false)
    const { text, fingerprint } = await verbs.fromDatabase({ unseen: 'left out' })
    expect(text).toContain('-- LEFT OUT:\n--   rights language plpgsql: it cannot be seen')
    expect(fingerprint).toBeUndefined()
    expect((await verbs.init()).plan.steps[0]).toMatchObject({ how: 'adopted by name' })
  })
})
