import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { contentsOf, firstLine, makeDatabase, makeProject, refusal } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { psqlVersion } from './psql-oracle.ts'

/** The first error of a script is the one that psql tells, although many statements are read by the server before the first of them runs. */

const run = promisify(execFile)
const [command = 'psql', ...commandArguments] = (process.env['PLINTH_TEST_PSQL'] ?? 'psql').split(' ')

interface Told {
  readonly state: string
  /** Of the statement's first line in the script. */
  readonly line: number
}

const many = (count: number) =>
  Array.from({ length: count }, (_, i) => `insert into public.t values (${i});`).join('\n')

/** Each ends with what the server cannot read. */
const scripts: Record<string, string> = {
  'a statement that fails before one that cannot be read': 'select 1;\nselect 1/0;\nselect 2 frm x y z;',
  'a table that is missing before it':
    'create table public.t (a int);\ninsert into public.nope values (1);\nselec 2;',
  'nothing else that fails': 'create table public.t (a int);\nselect 2;\nselect 2 frm x y z;',
  'the first statement itself': 'selec 1;\nselect 1/0;',
  'a failure behind it': 'create table public.t (a int);\nselect 2 frm x y z;\nselect 1/0;',
  'two that cannot be read, behind one that fails': 'select 1;\nselect 1/0;\nselec 1;\nselec 2;',
  'a failure that needs what stands before it in the group':
    'create table public.t (a int primary key);\ninsert into public.t values (1);\ninsert into public.t values (1);\nselec 2;',
  'what the parser refuses with another code': 'select 1/0;\nselect 1;\ncreate assertion a check (true);',
  'a string that the server cannot read': "select 1/0;\nselect 1;\nselect U&'\\\\00zz';",
  'what is found when the statement is analysed': 'select 1;\nselect 1/0;\nselect absent;',
  'a prepared statement': 'prepare p as select 1;\nexecute p;\nselect 1/0;\nselec 2;',
  'a failure in a DO block': "select 1;\ndo $$ begin raise 'no' using errcode = 'P0002'; end $$;\nselec 2;",
  'the second group, behind a full one': `create table public.t (a int);\n${many(400)}\nselect 1/0;\nselec 2;`,
  'the second group, with a failure in the first': `create table public.t (a int);\nselect 1/0;\n${many(400)}\nselec 2;`,
  'a group behind an \\echo':
    'create table public.t (a int);\n\\echo x\ninsert into public.t values (1/0);\nselec 2;',
  'a group behind a COPY':
    'create table public.t (a int unique);\ncopy public.t from stdin;\n1\n\\.\ninsert into public.t values (2);\ninsert into public.t values (1);\nselec 2;',
}

describe.skipIf(psqlVersion === undefined)('the first error of a script is the one of psql', () => {
  it.each(Object.entries(scripts))('init: %s', async (_, script) => {
    const database = await makeDatabase()
    const before = await contentsOf(database)
    const project = await makeProject({ init: script })
    const error = await refusal(project.on(database).init())
    expect({ state: error.sqlState, line: error.place?.line }).toEqual(
      await toldByPsql(database, join(project.folder, 'sql/init.sql')),
    )
    expect(await contentsOf(database)).toBe(before)
  })

  const ofMigrations = Object.entries(scripts).filter(([, script]) => !script.includes('\\echo'))
  it.each(ofMigrations)('a migration: %s', async (_, script) => {
    const database = await makeDatabase()
    const project = await makeProject({ init: '', migrations: { one: 'create table public.one ();' } })
    await project.on(database).init()
    await project.migration('two', script)
    const before = await contentsOf(database)
    const alone = join(project.folder, 'two.sql')
    await writeFile(alone, script)
    const expected = await toldByPsql(database, alone)
    for (const options of [{}, { commit: 'at the end' as const }]) {
      const error = await refusal(project.on(database).upgrade(options))
      expect({ state: error.sqlState, line: (error.place?.line ?? 0) - firstLine + 1 }).toEqual(expected)
      expect(await contentsOf(database)).toBe(before)
    }
  })

  it('a migration behind another in one transaction', async () => {
    const database = await makeDatabase()
    const project = await makeProject({
      init: '',
      migrations: {
        one: 'create table public.one (a int);\nselect 1;',
        two: 'select 1 / count(*) from public.one;\nselec 2;',
      },
    })
    const together = await refusal(project.on(database).init({ commit: 'at the end' }))
    expect(together).toMatchObject({ sqlState: '22012', place: { line: firstLine } })
  })
})

async function toldByPsql({ url }: TestDatabase, file: string): Promise<Told> {
  const args = [
    '-X',
    '-q',
    '-1',
    '-v',
    'ON_ERROR_STOP=1',
    '-v',
    'VERBOSITY=verbose',
    '-o',
    '/dev/null',
    '-d',
    url,
  ]
  const told = await run(command, [...commandArguments, ...args, '-f', file]).then(
    () => '',
    ({ stderr }: { readonly stderr: string }) => stderr,
  )
  const [, line, state] = /^psql:.*:(\d+): ERROR: {2}(\w{5}):/m.exec(told) ?? []
  return { state: state ?? told, line: Number(line) }
}
