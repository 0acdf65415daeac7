// Compares `plinth init` with other tools on many small migrations, and what only reads with a bare Node program, in interleaved
// rounds over TCP. A peer that is not installed is passed over, with a sentence. --smoke: 100 migrations, one round, no verdict.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { openServer } from './databases.mjs'
import { findPeers } from './peers.mjs'
import { median, ratioOf, run } from './programs.mjs'
import { countRoundTrips } from './round-trips.mjs'
import { smallMigrations, writePlinth } from './small-migrations.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const cli = join(here, '../dist/cli/main.cjs')
const isSmoke = process.argv.includes('--smoke')
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const [some, many] = isSmoke ? [100, 200] : [1000, 5000]
const rounds = { apply: isSmoke ? 1 : 3, read: isSmoke ? 1 : 15 }
const connect = { name: 'connect.mjs', command: process.execPath, args: [join(here, 'connect.mjs')] }

const folder = mkdtempSync(join(tmpdir(), 'plinth-migrate-'))
const server = await openServer(folder)
let missed = 0
try {
  console.log(`Node ${process.version}, ${availableParallelism()} CPUs, medians`)
  const peers = findPeers((why) => console.log(`! ${why}`))
  for (const [name, part] of Object.entries({ apply, nothing, read }))
    if (only.length === 0 || only.includes(name)) await part(peers)
  if (!isSmoke && missed > 0) process.exitCode = 1
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}

/** From an empty database, with the disk as it is, and with one that takes 5 ms for a flush, as those without a battery or of a cloud do. */
async function apply(peers) {
  await applyWith(peers, 'with the disk as it is', [plinth(many)])
  if (!(await server.slowFlush(5))) return
  await applyWith(peers, 'with a disk whose flush takes 5 ms more', [])
  await server.slowFlush(0)
}

/** `more`: five times as many with plinth alone, to see whether a migration stays as cheap. */
async function applyWith(peers, disk, more) {
  const small = [plinth(some), ...peers.map((peer) => prepared(peer, some))]
  const results = new Map()
  for (let round = 0; round < rounds.apply; round++)
    for (const way of [...small, ...more]) note(results, way.name, await applied(way))
  const ours = results.get(plinth(some).name)
  const dbmate = small.find(({ name }) => name.startsWith('dbmate'))?.name
  const flush = (await server.flushMs()).toFixed(1)
  print(`From an empty database, ${disk} (a commit: ${flush} ms)`, rounds.apply, results, (name) =>
    name === plinth(some).name && dbmate !== undefined
      ? { of: 'dbmate', ratio: ratioOf(ours, results.get(dbmate)), goal: 0.5 }
      : undefined,
  )
  for (const way of more) {
    const perMigration = ratioOf(results.get(way.name), ours) * (some / many)
    verdict(`one of ${many}`, { of: `one of ${some}`, ratio: perMigration, goal: 1.3 })
  }
}

/** Every migration is applied already. */
async function nothing(peers) {
  const ways = [connect, plinth(some), ...peers.map((peer) => prepared(peer, some))]
  const urls = new Map()
  for (const way of ways) {
    const url = await server.create()
    urls.set(way, url)
    if (way !== connect) await start(way, url)
  }
  const results = await interleaved(ways, (way) => start(way, urls.get(way)))
  print(`Nothing to do, ${some} applied`, rounds.read, results, (name) =>
    name === plinth(some).name ? againstConnect(results, name, 1.5) : undefined,
  )
  const [, ours] = ways
  for (const way of [connect, ours])
    console.log(
      `${way.name.padEnd(24)}${await countRoundTrips(urls.get(way), (url) => start(way, url))} round trips`,
    )
}

async function read() {
  const project = plinth(many)
  const url = await server.create()
  await start({ ...project, args: [cli, 'stamp', 'heads', '-q'] }, url)
  const verbs = ['status', 'check', 'current', 'pending', 'history', 'heads', 'branches', 'validate']
  const ways = [
    connect,
    ...verbs.map((verb) => ({ ...project, name: `plinth ${verb}`, args: [cli, verb, '-q'] })),
  ]
  const results = await interleaved(ways, (way) => start(way, url))
  print(`${many} revisions`, rounds.read, results, (name) =>
    name === connect.name ? undefined : againstConnect(results, name, 2),
  )
}

function againstConnect(results, name, goal) {
  return { of: connect.name, ratio: ratioOf(results.get(name), results.get(connect.name)), goal }
}

/** `plinth init` in a project of so many migrations. */
function plinth(count) {
  const cwd = join(folder, `plinth-${count}`)
  if (mkdirSync(join(cwd, 'migrations'), { recursive: true }) !== undefined)
    writePlinth(join(cwd, 'migrations'), smallMigrations(count))
  return { name: `plinth, ${count}`, command: process.execPath, args: [cli, 'init', '-q'], cwd, count }
}

function prepared(peer, count) {
  const cwd = join(folder, `${peer.name}-${count}`)
  if (mkdirSync(cwd, { recursive: true }) !== undefined) peer.write(cwd, smallMigrations(count))
  return { ...peer, name: `${peer.name}, ${count}`, cwd, count }
}

async function applied(way) {
  const url = await server.create()
  const done = await start(way, url)
  const sql = postgres(url, { max: 1 })
  const [{ tables }] = await sql`select count(*)::int4 as tables from pg_tables where tablename ~ '^small_'`
  await sql.end()
  if (tables !== way.count) throw new Error(`${way.name} made ${tables} tables`)
  return done
}

function start({ command, args, cwd, env, urlOf }, url) {
  const DATABASE_URL = urlOf ? urlOf(url) : url
  return run(command, args, { cwd, env: { ...process.env, ...env, DATABASE_URL } })
}

async function interleaved(ways, work) {
  const results = new Map()
  // The first round warms the disk cache.
  for (let round = -1; round < rounds.read; round++)
    for (const way of ways) {
      const done = await work(way)
      if (round >= 0) note(results, way.name, done)
    }
  return results
}

function note(results, name, done) {
  results.set(name, [...(results.get(name) ?? []), done])
}

/** `judge`: what a row is compared with, where it is. */
function print(title, times, results, judge) {
  console.log(`\n${title}: ${times} ${times === 1 ? 'round' : 'rounds'}`)
  for (const [name, runs] of results) {
    const ms = median(runs.map((one) => one.ms))
    const line = `${name.padEnd(24)}${ms.toFixed(0).padStart(7)} ms`
    const judged = judge(name)
    if (judged === undefined) console.log(line)
    else verdict(line, judged)
  }
}

function verdict(line, { of, ratio, goal }) {
  const isMissed = ratio > goal
  if (isMissed) missed++
  console.log(
    `${line.padEnd(34)}  ${ratio.toFixed(2)}× ${of}, goal ${goal}×${isMissed && !isSmoke ? ', MISSED' : ''}`,
  )
}
