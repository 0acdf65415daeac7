import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeDatabase, makeProject, refusal } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { openPsql, psqlVersion } from './psql-oracle.ts'

const variables = { DBNAME: 'mine', PORT: '1', own: 'x', VERBOSITY: 'terse' }

/** Writes down what variables hold, in a table. */
const script = `create table public.told (name text, value text);
insert into public.told values ('DBNAME', :'DBNAME'), ('USER', :'USER'), ('HOST', :'HOST'), ('PORT', :'PORT'), ('ENCODING', :'ENCODING'),
  ('SERVER_VERSION_NAME', :'SERVER_VERSION_NAME'), ('SERVER_VERSION_NUM', :'SERVER_VERSION_NUM'), ('own', :'own'), ('VERBOSITY', :'VERBOSITY');
\\if :{?SERVER_VERSION_NUM}
insert into public.told values ('identifier', :'DBNAME');
comment on database :"DBNAME" is 'told';
\\else
insert into public.told values ('no', 'version');
\\endif
\\set DBNAME other
insert into public.told values ('set', :'DBNAME');
\\connect -
insert into public.told values ('connected again', :'DBNAME');
\\unset HOST
insert into public.told values ('unset', :{?HOST}::text);
\\encoding LATIN1
insert into public.told values ('encoding', :'ENCODING');
`

async function told(database: TestDatabase): Promise<readonly unknown[]> {
  return database.query('select name, value from public.told order by name')
}

describe("psql's own variables", () => {
  it.skipIf(psqlVersion === undefined)('are what psql says on the same connection', async () => {
    const database = await makeDatabase()
    const psql = await openPsql(database.url)
    await psql.sent(script, { variables: new Map(Object.entries(variables)) })
    await psql.close()
    const expected = await told(database)
    expect(expected).toHaveLength(14)
    await database.query('drop table public.told')
    const project = await makeProject({ init: script })
    await project.on(database, { variables }).init()
    expect(await told(database)).toEqual(expected)
    expect(expected).toContainEqual({ name: 'DBNAME', value: database.name })
  })

  it('are the same for all that reads the script on a connection', async () => {
    const database = await makeDatabase()
    const init = 'create schema :"DBNAME";\n\\i sql/:DBNAME.sql\n'
    const project = await makeProject({ init })
    const included = join(project.folder, `sql/${database.name}.sql`)
    await writeFile(included, 'create table public.t (id integer);')
    const verbs = project.on(database, { variables: {} })
    expect((await verbs.init({ mode: 'plan' })).plan.steps).toHaveLength(1)
    await verbs.init()
    expect(await verbs.check()).toMatchObject({ ok: true, edited: [] })
    await writeFile(included, 'create table public.t (id bigint);')
    expect(await verbs.check()).toMatchObject({ ok: false, edited: ['sql/init.sql'] })
  })

  it('make the objects that an existing database is compared with', async () => {
    const database = await makeDatabase()
    await database.query(`create table public.a (); create table public."${database.name}" ()`)
    const project = await makeProject({
      init: 'create table public.a ();\ncreate table public.:DBNAME ();\n',
    })
    const { state } = await project.on(database, { variables: {} }).status()
    expect(state.kind).toBe('existing')
    expect(state).toMatchObject({ missing: [] })
  })

  it('stay for psql in a script that is only written', async () => {
    const project = await makeProject({ init: script })
    const { sql } = await project.on(await makeDatabase(), { variables }).init({ mode: 'script' })
    expect(sql).toContain(`comment on database :"DBNAME" is 'told';`)
  })

  it('are not judged by their values where there is no connection', async () => {
    const project = await makeProject({
      init: '\\if :{?SERVER_VERSION_NUM}\ncreate table public.:DBNAME ();\n\\else\nvacuum;\n\\endif\n',
    })
    const verbs = project.on({ url: 'postgres://nobody@127.0.0.1:1/none' }, { variables: {} })
    expect(await verbs.validate()).toMatchObject({ ok: true, findings: [] })
  })

  it('that nobody can know beforehand are refused before anything is sent', async () => {
    const database = await makeDatabase()
    const project = await makeProject({ init: 'create table public.t ();\n\\if :ERROR\n\\q\n\\endif\n' })
    const verbs = project.on(database, { variables: {} })
    const error = await refusal(verbs.init())
    expect(error).toMatchObject({ code: 'E_SCRIPT', result: 'Nothing was changed.', place: { line: 2 } })
    expect(await verbs.validate()).toMatchObject({ ok: false, findings: [{ level: 'error', line: 2 }] })
  })
})
