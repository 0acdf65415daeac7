import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { withConnection } from '../../../src/connection.ts'
import { openModel } from '../../../src/model/open.ts'
import type { PlinthEvent } from '../../../src/event.ts'
import type { Surroundings } from '../../../src/project.ts'
import type { Schema } from '../../../src/schema/schema.ts'
import { schemaOfModel } from '../../../src/model-source.ts'
import { schemaOfDatabase } from '../../../src/schema-source.ts'
import { withShadow } from '../../../src/shadow.ts'
import { realWorld } from '../../../src/world.ts'
import { contentsOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { noticesTold } from '../shadow/scene.ts'

/** What the model with this text makes, for this database. */
async function made(
  text: string,
  database: TestDatabase,
): Promise<{ wanted: Schema; live: Schema; told: readonly string[] }> {
  const events: PlinthEvent[] = []
  const { folder } = await makeProject({ init: null })
  await mkdir(join(folder, 'sql'), { recursive: true })
  await writeFile(join(folder, 'sql/schema.sql'), text)
  const at: Surroundings = {
    world: { ...realWorld(folder), env: {} },
    wishes: { url: database.url },
    onEvent: (event) => events.push(event),
    signal: undefined,
    toolVersion: 'test',
  }
  const config = await readConfig(at.wishes, at.world)
  const model = await openModel(config.model, {
    world: at.world,
    root: folder,
    reading: config.reading,
    signal: undefined,
  })
  return withConnection(at, { config }, { verb: 'test' }, (like) =>
    withShadow(at, { config }, like, async (shadow) => ({
      wanted: (await schemaOfModel(at, model, { shadow })).schema,
      live: await schemaOfDatabase(like),
      told: noticesTold(events, 'passed over'),
    })),
  )
}

const ddl = `set search_path = app, public;
create schema app;
create type app.mood as enum ('sad', 'ok');
create table people (id bigint generated always as identity primary key, mood mood default 'ok' not null);
create view names as select id from people;
`

describe('the schema of a model', () => {
  it('is that of a database in which the same was run', async () => {
    const database = await makeDatabase()
    await database.query(ddl)
    const before = await contentsOf(database)
    const { wanted, live } = await made(ddl, database)
    expect(wanted).toEqual(live)
    expect([...wanted.facts.keys()]).toContain('view "app"."names"')
    expect(await contentsOf(database)).toBe(before)
  })

  it('is loaded whole or not at all, and says where it is wrong', async () => {
    const error = await refusal(
      made('create table a ();\ncreate table b (id integre);\n', await makeDatabase()),
    )
    expect(error).toMatchObject({
      code: 'E_SQL',
      place: { file: expect.stringMatching(/sql.schema\.sql$/), line: 2 },
      result: expect.stringContaining('That was in the shadow database plinth_shadow_'),
    })
  })

  it.each(['', '-- nothing yet\n', '\\echo hello\n'])(
    'that holds no statement is an E_MODEL: %j',
    async (text) => {
      expect(await refusal(made(text, await makeDatabase()))).toMatchObject({
        code: 'E_MODEL',
        message: 'the model sql/schema.sql holds no statement',
      })
    },
  )

  it('may be a dump for a role that is not there', async () => {
    const text = 'create table public.a ();\nalter table public.a owner to nobody_by_this_name;\n'
    const { wanted, told } = await made(text, await makeDatabase())
    expect(told).toEqual([
      expect.stringMatching(/^passed over: role "nobody_by_this_name" does not exist .*schema\.sql:2\)$/),
    ])
    expect([...wanted.facts.keys()]).toContain('table "public"."a"')
  })
})
