import type { PlinthEvent } from '../../../src/index.ts'
import { makeDatabase, makeProject, type MigrationText } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'

const init = `create table public.log (what text);
create table public.t (id integer, v text);
insert into public.t select n, 'value ' || n from generate_series(1, 20000) n;
`

/** A database at the baseline, and a migration `m` without a transaction that is still to come. */
export async function makeScene(up: string, down?: string) {
  const textOf = (text: string): MigrationText => ({
    up: text,
    noTransaction: true,
    ...(down === undefined ? {} : { down }),
  })
  const project = await makeProject({ init, migrations: { m: textOf(up) } })
  const database = await makeDatabase()
  const notices: string[] = []
  const onEvent = (event: PlinthEvent) => {
    if (event.kind === 'notice') notices.push(`${event.severity}: ${event.text}`)
  }
  const verbs = project.on(database, { onEvent })
  await verbs.init({ migrate: 'later' })
  notices.length = 0
  return { project, database, verbs, notices, edit: (text: string) => project.migration('m', textOf(text)) }
}

/** A statement that can be counted. */
export const add = (what: string | number) => `insert into public.log values ('${what}');`

export async function logOf(database: TestDatabase): Promise<readonly string[]> {
  return (await database.query('select what from public.log order by ctid')).map(({ what }) => String(what))
}

/** What the tracking says of a migration that is not done. */
export async function marksOf(database: TestDatabase): Promise<readonly string[]> {
  const rows = await database.query(
    `select name from plinth.settings where name like 'unfinished%' order by 1`,
  )
  return rows.map(({ name }) => String(name))
}

/** The indexes of the table `t`, the invalid ones with a question mark. */
export async function indexesOf(database: TestDatabase): Promise<readonly string[]> {
  const rows = await database.query(`select c.relname || case when i.indisvalid then '' else '?' end as name
    from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = 'public.t'::regclass order by 1`)
  return rows.map(({ name }) => String(name))
}
