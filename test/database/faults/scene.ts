import { expect } from 'vitest'
import { PlinthError, type InitOptions } from '../../../src/index.ts'
import { contentsOf, makeDatabase, makeProject, type TestProject } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { eventually } from '../session/open.ts'

/** A role that no server has. */
export const nobody = 'plinth_faults_nobody'

const wide = (n: number) => `insert into public.wide values (${n}, '${'x'.repeat(40_000)}');`
const rows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `${from + i}\trow ${from + i}`).join('\n')

/** Every way in which the loader sends something: groups, statements that travel alone and may fail, small and large COPY blocks. */
export const everything = `set statement_timeout = 0;
set transaction_timeout = 0;
create schema app;
create table public.plain (id integer generated always as identity, n integer unique, v text);
alter table public.plain owner to ${nobody};
insert into public.plain (n, v) values (-1, 'a');
insert into public.plain (n, v) values (-2, 'b');
grant select on public.plain to ${nobody};
copy public.plain (n, v) from stdin;
${rows(3)}
\\.
create table app.large (n integer primary key, v text);
copy app.large from stdin;
${rows(20_000)}
\\.
create table public.wide (n integer primary key, v text);
${Array.from({ length: 9 }, (_, n) => wide(n)).join('\n')}
${Array.from(
  { length: 6 },
  (
    _,
    n,
  ) => `copy public.plain (n, v) from stdin; insert into public.plain (n, v) values (${-10 - n}, 'behind');
${rows(2, 100 + 10 * n)}
\\.`,
).join('\n')}
create table app.nothing ();
copy app.nothing from stdin;
\\.
create index on app.large (v);
create view public.counted as select count(*) from app.large;
create function public.twice(x integer) returns integer language sql as 'select 2 * x';
do $$ begin raise notice 'told'; end $$;
revoke all on public.plain from ${nobody};
select pg_catalog.set_config('search_path', '', false);
insert into public.plain (n, v) values (-3, 'last');
`

/** The same, in several transactions of the script's own, with statements that refuse one. */
export const inParts = `create table public.log (id integer generated always as identity, v text);
alter table public.log owner to ${nobody};
insert into public.log (v) values ('one');
vacuum public.log;
set search_path = public;
begin;
insert into log (v) values ('two');
copy log (v) from stdin;
three
four
\\.
commit;
${Array.from({ length: 5 }, (_, n) => `begin;\ninsert into log (v) values ('group ${n}');\ninsert into log (v) values ('second ${n}');\nend;`).join('\n')}
create table public.large (n integer, v text);
copy public.large from stdin;
${rows(8000)}
\\.
analyze large;
vacuum (analyze) large;
copy log (v) from stdin;
five
\\.
insert into log (v) values ('last');
`

/** A database with a project for it. */
export interface Scene {
  readonly database: TestDatabase
  readonly project: TestProject
  /** What there is: objects, rows (each table's, sorted), journal and heads. Sequences may have gaps, so numbers of them do not count. */
  contents(): Promise<string>
  /** Makes it empty again. */
  clear(): Promise<void>
}

export async function makeScene(init: string): Promise<Scene> {
  const [project, database] = [await makeProject({ init }), await makeDatabase()]
  return {
    project,
    database,
    contents: () => allOf(database),
    clear: async () => {
      await database.query(
        `do $$ declare name text; begin
        for name in select nspname from pg_namespace where nspname !~ '^pg_|^information_schema$' loop
          execute format('drop schema %I cascade', name);
        end loop; end $$;
        create schema public authorization pg_database_owner`.replace('pg_database_owner', 'current_user'),
      )
    },
  }
}

/** Objects and rows of a database as text. */
export async function allOf(database: TestDatabase): Promise<string> {
  const tables =
    await database.query(`select c.oid::regclass::text as name, n.nspname as schema, c.relname as short from pg_class c
    join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname !~ '^pg_|^information_schema$' order by 1`)
  const parts = tables.map(({ name, schema, short }) => {
    const value =
      schema === 'plinth' && short === 'journal'
        ? `revision || ' ' || direction || ' ' || how || ' ' || statements || ' ' || total`
        : schema === 'plinth' && short === 'settings'
          ? `name || '=' || value`
          : `(to_jsonb(t) - 'id')::text`
    return `select '${String(name)}: ' || count(*) || ' ' || coalesce(md5(string_agg(${value}, '|' order by ${value})), '') as line from ${String(name)} t`
  })
  const lines = parts.length === 0 ? [] : await database.query(parts.join('\nunion all\n'))
  return [await contentsOf(database), ...lines.map(({ line }) => String(line)).sort()].join('\n')
}

/** Waits until no session of Plinth and no advisory lock is left on the database; throws with what is left. */
export async function nothingLeft(database: TestDatabase, withinMs = 30_000): Promise<void> {
  const sql = `select string_agg(line, '; ') as line from (select concat(application_name, ': ', state, ': ', left(query, 60)) as line from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and application_name ~ '^plinth:'
    union all select 'lock of ' || pid from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())) as l`
  let left: unknown
  try {
    await eventually(async () => {
      left = (await database.query(sql))[0]?.['line']
      return left === null
    }, withinMs)
  } catch {
    throw new Error(`left on the server after ${withinMs} ms: ${String(left)}`)
  }
}

/** How a run ended. */
export interface Outcome {
  readonly error: PlinthError | undefined
}

/** Runs init to its end, which must come within `withinMs`, and be an answer or an error of our own. */
export async function outcomeOf(work: Promise<unknown>, withinMs = 40_000): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`HANG: not settled within ${withinMs} ms`)), withinMs)
  })
  try {
    await Promise.race([work, late])
    return { error: undefined }
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code === 'E_INTERNAL') throw error
    return { error }
  } finally {
    clearTimeout(timer)
  }
}

/** What an error says about the database must be so. */
export function expectTrue({ error }: Outcome, isComplete: boolean): void {
  if (error === undefined) return expect(isComplete, 'it said that all was done').toBe(true)
  const said = [error.message, error.result, error.code].join(' · ')
  if (/rolled back|Nothing was changed/.test(error.result ?? ''))
    expect(isComplete, `but it is complete: ${said}`).toBe(false)
}

export const initIn = (scene: Scene, url: string, options: InitOptions = {}, signal?: AbortSignal) =>
  scene.project.on({ url }, signal ? { signal } : {}).init(options)

/** The seed of a test, printed. PLINTH_TEST_SEED sets it. */
export function seedOf(what: string): number {
  const seed = Number(process.env['PLINTH_TEST_SEED'] ?? 20261)
  process.stdout.write(`${what}: PLINTH_TEST_SEED=${seed}\n`)
  return seed
}

/** Of the numbers from 1 to `total`: those around each of `near`, and about `most` of the others, spread evenly; all with PLINTH_FAULTS=all. */
export function pointsOf(total: number, most: number, near: readonly number[] = []): readonly number[] {
  const all = Array.from({ length: total }, (_, i) => i + 1)
  if (process.env['PLINTH_FAULTS'] === 'all') return all
  const step = Math.max(1, Math.floor(total / most))
  return all.filter((point) => point % step === 0 || near.some((at) => point >= at - 4 && point <= at + 3))
}

/** Does `work` for every point, in several lanes side by side, each with a scene of its own. */
export async function sweep<P>(
  points: readonly P[],
  scenes: readonly Scene[],
  work: (point: P, scene: Scene) => Promise<void>,
): Promise<void> {
  const queue = [...points]
  const failures: string[] = []
  await Promise.all(
    scenes.map(async (scene) => {
      for (let point = queue.shift(); point !== undefined; point = queue.shift()) {
        try {
          await scene.clear()
          await work(point, scene)
        } catch (error) {
          failures.push(`${JSON.stringify(point)}: ${(error as Error).message}`)
          if (failures.length > 40) return
        }
      }
    }),
  )
  if (failures.length > 0) throw new Error(`${failures.length} points failed:\n${failures.join('\n')}`)
}
