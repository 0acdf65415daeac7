// Compares reading the schema of a database of 1,000 tables with `pg_dump -s` of the same, in interleaved rounds. --smoke: few tables, one round, no verdict.
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onServer, openServer } from './databases.mjs'
import { findPgDump } from './dump.mjs'
import { median, ratioOf, run } from './programs.mjs'

const isSmoke = process.argv.includes('--smoke')
const rounds = isSmoke ? 1 : 7
const tables = isSmoke ? 20 : 1000
const goal = 0.5

// The sources themselves: nothing that is built offers the snapshot alone.
const load = createRequire(import.meta.url)('jiti').createJiti(import.meta.url)
const { readConnectionSettings } = await load.import('../src/database/postgres/connection.ts')
const { openSession } = await load.import('../src/database/postgres/session.ts')
const { readSchema } = await load.import('../src/database/postgres/catalog/read-schema.ts')
const { realWorld } = await load.import('../src/world.ts')

const folder = mkdtempSync(join(tmpdir(), 'plinth-snapshot-'))
const server = await openServer(folder)
try {
  const pgDump = findPgDump(await server.major())
  if (!pgDump) console.log('no pg_dump here fits the server; PLINTH_BENCH_PG_DUMP may name one.')
  else await compare(pgDump, await server.create())
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}

async function compare(pgDump, url) {
  for (let i = 0; i < tables; i += 50) await onServer(url, schema(i, Math.min(tables, i + 50)))
  const ours = []
  const theirs = []
  for (let round = isSmoke ? 0 : -1; round < rounds; round++) {
    const one = await read(url)
    const other = await run(pgDump, ['-s', '-f', join(folder, 'dump.sql'), url], {
      cwd: folder,
      env: process.env,
    })
    if (round < 0) continue
    ours.push(one)
    theirs.push(other)
  }
  const ms = (runs) => median(runs.map((one) => one.ms)).toFixed(0)
  const ratio = ratioOf(ours, theirs)
  console.log(
    `${tables} tables, ${ours[0].facts} facts, ${rounds} rounds: readSchema ${ms(ours)} ms, pg_dump -s ${ms(theirs)} ms, ${ratio.toFixed(2)}×, goal ${goal}×`,
  )
  if (!isSmoke && ratio > goal) process.exitCode = 1
}

/** With a connection of its own, as pg_dump has. */
async function read(url) {
  const began = performance.now()
  const settings = await readConnectionSettings({ url, from: 'bench', env: {} }, realWorld())
  const session = await openSession(settings, { applicationName: 'bench' })
  const { facts } = await readSchema(session)
  await session.close()
  return { ms: performance.now() - began, facts: facts.size }
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
