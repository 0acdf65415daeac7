// Two databases of many tables, of which each hundredth differs: both snapshots and the plan, with ours and with pg-delta, in interleaved rounds.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { onServer, openServer } from './databases.mjs'
import { findPgDelta } from './pg-delta.mjs'

const load = createRequire(import.meta.url)('jiti').createJiti(import.meta.url)
const { readConnectionSettings } = await load.import('../src/database/postgres/connection.ts')
const { openSession } = await load.import('../src/database/postgres/session.ts')
const { readSchema } = await load.import('../src/database/postgres/catalog/read-schema.ts')
const { planChange } = await load.import('../src/schema/change/plan-change.ts')
const { realWorld } = await load.import('../src/world.ts')

/** Prints what each tool takes, and tells whether the goals are met: at most so many times the time of pg-delta, and of the smaller size. */
export async function compareWithPgDelta({ sizes, rounds, goalRatio, goalGrowth }) {
  const pgDelta = await findPgDelta()
  if (!pgDelta) {
    console.log('pg-delta is passed over: PLINTH_PG_DELTA names no folder with @supabase/pg-delta in it.')
    return true
  }
  const folder = mkdtempSync(join(tmpdir(), 'plinth-plan-'))
  const server = await openServer(folder)
  try {
    const results = []
    for (const tables of sizes)
      results.push(await measure(tables, { server, rounds, tools: [ours, theirs(pgDelta)] }))
    return judge(results, { goalRatio, goalGrowth })
  } finally {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(tables, { server, rounds, tools }) {
  const [before, after] = [await server.create(), await server.create()]
  for (const url of [before, after])
    for (let i = 0; i < tables; i += 50) await onServer(url, schema(i, Math.min(tables, i + 50)))
  for (let i = 50; i < tables; i += 100) await onServer(after, change(i))
  for (const url of [before, after]) await onServer(url, 'analyze')
  const runs = new Map(tools.map(({ name }) => [name, []]))
  const clock = await serverClock(server.url)
  for (let round = rounds > 1 ? -1 : 0; round < rounds; round++)
    for (const { name, run } of round % 2 === 0 ? tools : tools.toReversed()) {
      const one = await timed(() => run(before, after), clock)
      if (round >= 0) runs.get(name).push(one)
    }
  const least = (name, what) => Math.min(...runs.get(name).map((one) => one[what]))
  return tools.map(({ name }) => {
    const [wall, own, servers] = ['wall', 'own', 'server'].map((what) => least(name, what))
    const all = least(name, 'processor')
    const line = `${tables} tables, ${name}: ${runs.get(name)[0].statements} statements, ${wall.toFixed(0)} ms`
    console.log(
      `${line}; processor ${all.toFixed(0)} ms (${own.toFixed(0)} here, ${servers.toFixed(0)} on the server)`,
    )
    return { name, wall, processor: all }
  })
}

async function timed(run, clock) {
  globalThis.gc?.()
  const [began, cpu, at] = [performance.now(), process.cpuUsage(), clock()]
  const statements = await run()
  const wall = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  const own = (user + system) / 1000
  // A backend's time is counted when it is gone.
  await new Promise((resolve) => setTimeout(resolve, 200))
  const server = clock() - at
  return { statements, wall, own, server, processor: own + server }
}

/** Milliseconds of the processor that the backends which ended had; always 0 where the server's data are not on this machine. */
async function serverClock(url) {
  const sql = postgres(url, { max: 1, fetch_types: false })
  const [{ folder }] = await sql`select current_setting('data_directory') as folder`
  await sql.end()
  try {
    const [pid] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
    return () => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
      return (Number(fields[13]) + Number(fields[14])) * 10
    }
  } catch {
    return () => 0
  }
}

const ours = {
  name: 'ours',
  run: async (before, after) => {
    const [from, to] = [await snapshot(before), await snapshot(after)]
    const { statements, unplanned } = planChange(from, to, { owners: 'counted', grants: 'counted' })
    if (unplanned.length > 0) throw new Error(JSON.stringify(unplanned[0]))
    return statements.length
  },
}

async function snapshot(url) {
  const settings = await readConnectionSettings({ url, from: 'bench', env: {} }, realWorld())
  const session = await openSession(settings, { applicationName: 'bench' })
  try {
    return await readSchema(session)
  } finally {
    await session.close()
  }
}

function theirs(pgDelta) {
  return {
    name: `pg-delta ${pgDelta.version}`,
    run: async (before, after) => {
      const [from, to] = [await pgDelta.extract(before), await pgDelta.extract(after)]
      return pgDelta.plan(from.factBase, to.factBase).actions.length
    },
  }
}

function judge(results, { goalRatio, goalGrowth }) {
  const [least, most] = [results[0], results.at(-1)]
  const verdicts = ['wall', 'processor'].map((what) => {
    const ratio = most[0][what] / most[1][what]
    const growth = most[0][what] / least[0][what]
    console.log(
      `${what === 'wall' ? 'by the clock' : 'by the processor'}: ${ratio.toFixed(2)}× pg-delta, goal ${goalRatio}×; ${growth.toFixed(1)} times as long as the smaller, goal ${goalGrowth}`,
    )
    return ratio <= goalRatio && growth <= goalGrowth
  })
  return verdicts[1]
}

/** Ten columns, two indexes, a foreign key to the table before; a view and a function for each tenth. */
function schema(from, to) {
  const statements = []
  for (let i = from; i < to; i++) {
    statements.push(`create table t${i} (id bigint generated always as identity primary key, name text not null, note text default 'x', at timestamptz default now(),
      amount numeric(12, 2) check (amount >= 0), kind varchar(20), tags text[], data jsonb, is_open boolean default true, before bigint ${i > 0 ? `references t${i - 1}` : ''})`)
    statements.push(`create index on t${i} (name)`, `create index on t${i} (before) where is_open`)
    if (i % 10 === 0)
      statements.push(
        `create view v${i} as select id, name, amount * 2 as twice from t${i} where is_open`,
        `create function f${i}(a bigint) returns bigint language sql as 'select count(*) from t${i} where id > a'`,
      )
  }
  return statements.join(';\n')
}

function change(i) {
  return `drop view if exists v${i};
    alter table t${i} add column added text not null default 'x', drop column note, alter column kind type varchar(40), alter column at set default '2020-01-01';
    create index on t${i} (kind);
    create view v${i} as select id, added, amount * 3 as thrice from t${i} where not is_open`
}
