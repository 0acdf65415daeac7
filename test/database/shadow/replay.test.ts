import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig, type ConfigWishes } from '../../../src/config/config.ts'
import { withConnection, type Connection } from '../../../src/connection.ts'
import type { PlinthEvent } from '../../../src/event.ts'
import { readProject, type Project, type Surroundings } from '../../../src/project.ts'
import type { RevisionId } from '../../../src/revision/revision.ts'
import type { Schema } from '../../../src/schema/schema.ts'
import {
  schemaOfDatabase,
  schemaOfMigrations,
  schemasOfMigrations,
  type ReplayedSchema,
} from '../../../src/schema-source.ts'
import { withShadow, type Shadow } from '../../../src/shadow.ts'
import { realWorld } from '../../../src/world.ts'
import {
  baseline,
  contentsOf,
  makeDatabase,
  makeProject,
  refusal,
  smallInit,
  type TestProject,
} from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { noticesTold } from './scene.ts'

interface Opened {
  readonly at: Surroundings
  readonly project: Project
  readonly like: Connection
  readonly shadow: Shadow
}

/** Runs `work` with a shadow database for the project on this database. */
async function inShadow<T>(
  test: TestProject,
  database: TestDatabase,
  work: (opened: Opened) => Promise<T>,
  { events = [], wishes = {} }: { readonly events?: PlinthEvent[]; readonly wishes?: ConfigWishes } = {},
): Promise<T> {
  const at: Surroundings = {
    world: { ...realWorld(test.folder), env: {} },
    wishes: { ...wishes, url: database.url },
    onEvent: (event) => events.push(event),
    signal: undefined,
    toolVersion: 'test',
  }
  const config = await readConfig(at.wishes, at.world)
  const project = await readProject(config)
  return withConnection(at, { config }, { verb: 'test' }, (like) =>
    withShadow(at, { config }, like, (shadow) => work({ at, project, like, shadow })),
  )
}

async function all(generator: AsyncGenerator<ReplayedSchema>): Promise<readonly ReplayedSchema[]> {
  const found: ReplayedSchema[] = []
  for await (const one of generator) found.push(one)
  return found
}

const keysOf = ({ facts }: Schema) => [...facts.keys()]
const write = async (test: TestProject, path: string, text: string) => {
  await mkdir(dirname(join(test.folder, path)), { recursive: true })
  await writeFile(join(test.folder, path), text)
}

const module = (revision: string, revises: string, up: string) => `// Migration ${revision}
//
// revision: ${revision}
// revises: ${revises}

export async function upgrade(sql) { ${up} }
export async function downgrade(sql) {}
`

describe('the schema of the migrations', () => {
  it('is that of a database that was initialised with them: SQL, TypeScript, without a transaction, hooks, repeatable', async () => {
    const test = await makeProject({
      migrations: {
        aaaaaaaaaaaa: 'alter table public.users add email text;',
        bbbbbbbbbbbb: {
          up: 'create index concurrently users_email on public.users (email);',
          noTransaction: true,
        },
      },
    })
    await write(
      test,
      'migrations/20260102000000_cccccccccccc.ts',
      module('cccccccccccc', 'bbbbbbbbbbbb', 'await sql`create table public.from_module (id integer)`'),
    )
    await write(test, 'migrations/hooks/after-each.sql', 'create table if not exists public.hooked ();\n')
    await write(
      test,
      'migrations/repeatable/totals.sql',
      'create or replace view public.totals as select 1 as one;\n',
    )
    const database = await makeDatabase()
    await test.on(database).init()
    const before = await contentsOf(database)
    const events: PlinthEvent[] = []
    await inShadow(
      test,
      database,
      async ({ at, project, like, shadow }) => {
        const replayed = await schemaOfMigrations(at, project, { shadow })
        const live = await schemaOfDatabase(like)
        expect(keysOf(replayed)).toContain('table "public"."from_module"')
        expect(keysOf(replayed)).toContain('index "public"."users_email"')
        expect(keysOf(replayed)).toContain('table "public"."hooked"')
        expect(keysOf(replayed)).toContain('view "public"."totals"')
        expect(replayed).toEqual(live)
      },
      { events },
    )
    expect(await contentsOf(database)).toBe(before)
    // What is applied is told of the project's database alone.
    expect(events.filter(({ kind }) => kind === 'applied' || kind === 'step')).toEqual([])
  })

  it('is that of a target', async () => {
    const test = await makeProject({
      migrations: { aaaaaaaaaaaa: 'create table public.a ();', bbbbbbbbbbbb: 'create table public.b ();' },
    })
    const targets = ['aaaaaaaaaaaa' as RevisionId]
    await inShadow(test, await makeDatabase(), async ({ at, project, shadow }) => {
      const keys = keysOf(await schemaOfMigrations(at, project, { shadow, targets }))
      expect(keys).toContain('table "public"."a"')
      expect(keys).not.toContain('table "public"."b"')
    })
  })

  it('of a project without files is that of an empty database', async () => {
    const test = await makeProject({ init: null })
    await inShadow(test, await makeDatabase(), async ({ at, project, like, shadow }) => {
      expect(await schemaOfMigrations(at, project, { shadow })).toEqual(await schemaOfDatabase(like))
    })
  })

  it('needs no transaction around an init script that has its own', async () => {
    const test = await makeProject({ init: 'begin;\ncreate table public.a ();\ncommit;\nvacuum;\n' })
    await inShadow(test, await makeDatabase(), async ({ at, project, shadow }) => {
      expect(keysOf(await schemaOfMigrations(at, project, { shadow }))).toContain('table "public"."a"')
    })
  })

  it('reads the init script as in the database that it is for, and leaves out what is about the server', async () => {
    const database = await makeDatabase()
    const role = `${database.name}_role`
    const init = `\\connect ${database.name}
create role ${role};
comment on database :"DBNAME" is 'changed';
create table public.a ();
comment on table public.a is :'DBNAME';
alter table public.a owner to ${role};
`
    const test = await makeProject({ init })
    const events: PlinthEvent[] = []
    await inShadow(
      test,
      database,
      async ({ at, project, shadow }) => {
        const { facts } = await schemaOfMigrations(at, project, { shadow })
        const table = [...facts.values()].find(({ key }) => key === 'table "public"."a"')
        expect(table?.facets.comment).toBe(database.name)
      },
      { events, wishes: { variables: {} } },
    )
    expect(await database.query(`select from pg_roles where rolname = '${role}'`)).toEqual([])
    const [row] = await database.query(
      `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = current_database()`,
    )
    expect(row).toEqual({ comment: null })
    expect(noticesTold(events, 'left out')).toHaveLength(2)
    expect(noticesTold(events, 'passed over')).toEqual([
      expect.stringContaining(`role "${role}" does not exist`),
    ])
  })

  it('that fails says where, and that nothing else was changed', async () => {
    const test = await makeProject({
      migrations: { aaaaaaaaaaaa: 'create table public.a ();\ncreate tabel b ();' },
    })
    const database = await makeDatabase()
    const error = await inShadow(test, database, ({ at, project, shadow }) =>
      refusal(schemaOfMigrations(at, project, { shadow })),
    )
    expect(error).toMatchObject({
      code: 'E_SQL',
      place: { line: 8, file: expect.stringContaining('aaaaaaaaaaaa.sql') },
      result: expect.stringMatching(
        /^That was in the shadow database plinth_shadow_\w+, which is dropped\. Nothing else was changed\.$/,
      ),
    })
    expect(error.hint).toContain('mend that file')
    expect(await contentsOf(database)).toBe('schema public')
  })

  it('of a migration without a transaction too says no way that would be recorded in the real database', async () => {
    const test = await makeProject({
      migrations: {
        aaaaaaaaaaaa:
          '-- plinth: no-transaction\ncreate table public.a (x int);\ninsert into public.a values (null);\nalter table public.a alter x set not null;',
      },
    })
    const database = await makeDatabase()
    const error = await inShadow(test, database, ({ at, project, shadow }) =>
      refusal(schemaOfMigrations(at, project, { shadow })),
    )
    expect(error).toMatchObject({
      code: 'E_SQL',
      result: expect.stringContaining('Nothing else was changed.'),
    })
    expect(error.hint).toBe(
      'So it fails on every new database: mend that file.\nWhere a migration was applied already, and the edit changes nothing there, have it accepted: plinth repair <revision>',
    )
  })
})

describe('the schemas of one replay', () => {
  const migrations = {
    aaaaaaaaaaaa: 'create table public.a ();',
    bbbbbbbbbbbb: { up: 'create table public.b ();', noTransaction: true },
    cccccccccccc: 'create table public.c ();',
  }
  const last = async (schemas: Promise<readonly ReplayedSchema[]>) =>
    (await schemas).map(({ revision, heads, schema }) => [
      revision,
      heads.join(),
      ['a', 'b', 'c', 'hooked', 'around']
        .filter((name) => keysOf(schema).includes(`table "public"."${name}"` as never))
        .join(),
    ])

  it('are those behind each revision, or from one on', async () => {
    const test = await makeProject({ init: smallInit, migrations })
    await write(test, 'migrations/hooks/after-each.sql', 'create table if not exists public.hooked ();\n')
    await write(test, 'migrations/hooks/after-run.sql', 'create table if not exists public.around ();\n')
    const database = await makeDatabase()
    const expected = [
      [baseline, baseline, ''],
      ['aaaaaaaaaaaa', 'aaaaaaaaaaaa', 'a,hooked'],
      ['bbbbbbbbbbbb', 'bbbbbbbbbbbb', 'a,b,hooked'],
      ['cccccccccccc', 'cccccccccccc', 'a,b,c,hooked'],
    ]
    await inShadow(test, database, async ({ at, project, shadow }) => {
      expect(await last(all(schemasOfMigrations(at, project, { shadow })))).toEqual(expected)
    })
    await inShadow(test, database, async ({ at, project, shadow }) => {
      const from = 'bbbbbbbbbbbb' as RevisionId
      expect(await last(all(schemasOfMigrations(at, project, { shadow, from })))).toEqual(expected.slice(2))
    })
    await inShadow(test, database, async ({ at, project, shadow }) => {
      const from = 'ffffffffffff' as RevisionId
      expect(await refusal(all(schemasOfMigrations(at, project, { shadow, from })))).toMatchObject({
        code: 'E_REVISION',
      })
    })
  })

  it('name the heads where the history has branches', async () => {
    const test = await makeProject({
      migrations: {
        aaaaaaaaaaaa: 'create table public.a ();',
        bbbbbbbbbbbb: { up: 'create table public.b ();', revises: baseline },
      },
    })
    await inShadow(test, await makeDatabase(), async ({ at, project, shadow }) => {
      const found = await all(schemasOfMigrations(at, project, { shadow }))
      expect(found.map(({ heads }) => heads.length)).toEqual([1, 1, 2])
    })
  })
})
