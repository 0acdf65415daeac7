import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { PlinthError, plinth, type Plinth, type PlinthOptions } from '../../src/index.ts'
import { testServer, type TestDatabase } from './server.ts'

/** The folder of the example project: `sql/` and `migrations/` at the top of the repository. */
export const example = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The id of the baseline of every test project with an init script. */
export const baseline = 'ba5e00000000'

export interface MigrationText {
  readonly up: string
  /** Undefined: the file has no downgrade section. */
  readonly down?: string
  /** Default: the migration before it, or the baseline. */
  readonly revises?: string
  readonly noTransaction?: boolean
  readonly lineEnd?: '\n' | '\r\n'
}

export interface ProjectText {
  /** Text of `sql/init.sql`; null: migrations only. */
  readonly init?: string | null
  /** By revision, oldest first. A bare text is an upgrade without a downgrade. */
  readonly migrations?: Readonly<Record<string, string | MigrationText>>
}

export interface TestProject {
  readonly folder: string
  /** The verbs on a database of this project. */
  on(database: Pick<TestDatabase, 'url'>, options?: Omit<PlinthOptions, 'cwd' | 'url'>): Plinth
  /** Writes a migration, over an older one of the same revision. Returns its path. */
  migration(revision: string, text: string | MigrationText): Promise<string>
}

export const smallInit = `create table public.users (
  id integer generated always as identity primary key,
  name text not null unique
);
create view public.user_names as select name from public.users;
create function public.twice(x integer) returns integer language sql as 'select 2 * x';
`

/** A project in a folder of its own, which is removed when the test ends. */
export async function makeProject({
  init = smallInit,
  migrations = {},
}: ProjectText = {}): Promise<TestProject> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-project-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'sql'))
  await mkdir(join(folder, 'migrations'))
  const order: string[] = []
  const write = async (revision: string, content: (revises: string) => string) => {
    if (!order.includes(revision)) order.push(revision)
    const place = order.indexOf(revision)
    const path = join(folder, 'migrations', `202601010000${String(place).padStart(2, '0')}_${revision}.sql`)
    await writeFile(path, content(order[place - 1] ?? ''))
    return path
  }
  if (init !== null) {
    await writeFile(join(folder, 'sql', 'init.sql'), init)
    await write(baseline, () => baselineText)
  }
  const migration = (revision: string, text: string | MigrationText) =>
    write(revision, (revises) =>
      migrationText(revision, revises, typeof text === 'string' ? { up: text } : text),
    )
  for (const [revision, text] of Object.entries(migrations)) await migration(revision, text)
  return { folder, migration, on: ({ url }, options = {}) => plinth({ ...options, url, cwd: folder }) }
}

const baselineText = `-- Baseline
--
-- revision: ${baseline}
-- revises:
-- init: ../sql/init.sql

-- plinth: upgrade

-- plinth: downgrade
-- plinth: irreversible "the baseline is undone by dropping the database"
`

function migrationText(revision: string, before: string, text: MigrationText): string {
  const flag = text.noTransaction ? ['-- plinth: no-transaction'] : []
  const lines = [
    `-- Migration ${revision}`,
    '--',
    `-- revision: ${revision}`,
    `-- revises: ${text.revises ?? before}`,
    '',
    '-- plinth: upgrade',
    ...flag,
    ...text.up.split('\n'),
    ...(text.down === undefined ? [] : ['', '-- plinth: downgrade', ...flag, ...text.down.split('\n')]),
    '',
  ]
  return lines.join(text.lineEnd ?? '\n')
}

/** The line of the file on which the first line of `up` stands. */
export const firstLine = 7

/** A database that is dropped when the test ends. */
export async function makeDatabase(): Promise<TestDatabase> {
  const database = await (await testServer()).createDatabase()
  onTestFinished(() => database.drop())
  return database
}

/** The error that a verb rejects with. */
export async function refusal(work: Promise<unknown>): Promise<PlinthError> {
  try {
    await work
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  }
  throw new Error('it was expected to fail, and did not')
}

/** All there is in a database, as text: two equal texts mean that nothing was changed in between. */
export async function contentsOf(database: TestDatabase): Promise<string> {
  const rows = await database.query(`
    select string_agg(line, ' | ' order by line collate "C") as contents from (
      select 'schema ' || nspname as line from pg_namespace where nspname !~ '^pg_|^information_schema$'
      union all
      select c.relkind::text || ' ' || c.oid::regclass || ' ' || coalesce((select string_agg(attname || ' ' || atttypid::regtype, ',' order by attnum)
          from pg_attribute where attrelid = c.oid and attnum > 0), '')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^pg_|^information_schema$'
      union all
      select 'function ' || p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname !~ '^pg_|^information_schema$'
      union all
      select 'type ' || t.oid::regtype from pg_type t join pg_namespace n on n.oid = t.typnamespace
       where n.nspname !~ '^pg_|^information_schema$'
    ) as lines`)
  return rows[0]?.['contents'] as string
}

/** The heads that a database records. */
export async function headsOf(database: TestDatabase): Promise<readonly string[]> {
  const rows = await database.query('select revision from plinth.heads order by 1')
  return rows.map((row) => String(row['revision']))
}

/** The journal as `revision direction how`, oldest first. */
export async function journalOf(database: TestDatabase): Promise<readonly string[]> {
  const rows = await database.query('select revision, direction, how from plinth.journal order by id')
  return rows.map(({ revision, direction, how }) => [revision, direction, how].join(' '))
}
