import { expect } from 'vitest'
import { makeDatabase, makeProject, type TestProject } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'

/** Each makes a table of its name, so that what was done can be seen. */
const ups: Readonly<Record<string, string>> = {
  a1: 'create table public.a1 (n integer);',
  a2: 'create table public.a2 (n integer);\ninsert into public.a2 values (1);\nset search_path = nowhere;\nset role pg_monitor;\nreset role;',
  a3: `create table public.a3 (n integer, v text);\ncopy public.a3 from stdin;\n${Array.from({ length: 4000 }, (_, i) => `${i}\trow ${i}`).join('\n')}\n\\.`,
  a4: "create table public.a4 (n integer);\ndo $$ begin raise notice 'told'; end $$;",
  a5: 'create table public.a5 (n integer);',
  a6: 'create table public.a6 (n integer);',
}
export const names = Object.keys(ups)

/** A database with the baseline, and a project with the migrations. */
export async function migrationsScene(): Promise<{
  readonly project: TestProject
  readonly database: TestDatabase
  readonly verbs: ReturnType<TestProject['on']>
}> {
  const migrations = Object.fromEntries(
    names.map((name) => [name, { up: ups[name] ?? '', down: `drop table public.${name};` }]),
  )
  const [project, database] = [
    await makeProject({ init: 'create table public.first ();', migrations }),
    await makeDatabase(),
  ]
  const verbs = project.on(database)
  await verbs.init({ migrate: 'later' })
  return { project, database, verbs }
}

/** What is recorded, which must be true. */
export async function foundIn(database: TestDatabase): Promise<readonly string[]> {
  const rows = await database.query(
    "select revision from plinth.journal where direction = 'upgrade' and how = 'executed' order by id",
  )
  const recorded = rows.map(({ revision }) => String(revision))
  const tables = await database.query(
    "select tablename from pg_tables where tablename ~ '^a[0-9]$' order by 1",
  )
  const heads = await database.query('select revision from plinth.heads')
  // In their order, without gaps, and each with what it made.
  expect(recorded).toEqual(names.slice(0, recorded.length))
  expect(tables.map(({ tablename }) => tablename)).toEqual(recorded)
  if (recorded.length > 0) expect(heads).toEqual([{ revision: recorded.at(-1) }])
  return recorded
}

/** Back to the baseline, as if nothing had been. */
export async function undoAll({
  verbs,
  database,
}: Awaited<ReturnType<typeof migrationsScene>>): Promise<void> {
  await verbs.downgrade({ target: `-${names.length}`, confirmed: true })
  await database.query("delete from plinth.journal where revision ~ '^a'")
}
