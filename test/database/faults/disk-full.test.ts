import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transcript } from '../../support/cli.ts'
import { cliProject, migrationTwo, type CliProject } from '../../support/cli-project.ts'
import { ownServer, type OwnServer } from '../own-server.ts'
import { allOf } from './scene.ts'
import { smallDisk, type SmallDisk } from './small-disk.ts'

const probe = await smallDisk()
await probe?.[Symbol.asyncDispose]()
if (probe === undefined)
  process.stdout.write('a full disk: skipped, as no disk in memory can be mounted here\n')

/** Less than the scripts write, and more. */
const [leftMb, roomMb] = [3, 200]
const count = 60_000
const filler = 'x'.repeat(200)
const users = 'CREATE TABLE users (id bigint PRIMARY KEY);\n'
const copied = `CREATE TABLE large (n integer, v text);
COPY large FROM stdin;
${Array.from({ length: count }, (_, i) => `${i}\t${filler}`).join('\n')}
\\.
CREATE TABLE last (n integer);
`
const filled = (table: string, rows = count) =>
  `CREATE TABLE ${table} (v text);\nINSERT INTO ${table} SELECT repeat('x', 200) FROM generate_series(1, ${rows});`

let disk: SmallDisk
let server: OwnServer
let project: CliProject
const query = (sql: string) => server.query(sql, 'shop')
const rowsOf = async (table: string) =>
  (await query(`select count(*)::int as n from ${table}`)).map((row) => row['n'])
const contents = () =>
  allOf({ query, url: server.url, name: 'shop', drop: () => Promise.reject(new Error('it stays')) })
const shows = async (...args: string[]) => {
  const url = Object.assign(new URL(server.url), { pathname: '/shop' }).href
  return transcript(await project.run(args, { DATABASE_URL: url }), project.folder)
}

async function open(): Promise<void> {
  disk = (await smallDisk()) as SmallDisk
  server = await ownServer({ shared_buffers: '1MB' })
  await disk.giveTo(await stat(server.dataDir))
  project = await cliProject()
}
async function close(): Promise<void> {
  await server?.[Symbol.asyncDispose]()
  await project?.[Symbol.asyncDispose]()
  await disk?.[Symbol.asyncDispose]()
}

describe.skipIf(probe === undefined)('a disk of tables that is full', () => {
  beforeAll(async () => {
    await open()
    await server.query(`create tablespace small location '${disk.folder}'`)
    await server.query('create database shop template template0 tablespace small')
    await project.write('sql/init.sql', users + copied)
  })
  afterAll(close)

  it('during init: told, the database is empty, and the next run completes it', async () => {
    const empty = await contents()
    await disk.leave(leftMb)
    const full = await shows('init')
    await disk.leave(roomMb)
    expect(full).toMatch(/^exit 4\n/)
    expect(full).toMatch(/✖ sql\/init\.sql:\d+:1 {2}could not extend file .* {2}\[53100\]\n/)
    expect(full).toContain('  result   The init script was rolled back. Nothing was changed.\n')
    expect(full).toContain('  hint     Check free disk space.\n')
    expect(await contents()).toBe(empty)
    expect(await shows('init')).toContain('exit 0')
    expect(await rowsOf('large')).toEqual([count])
  })

  it('during a migration: the same', async () => {
    const up = `${filled('more')}\nALTER TABLE users ADD COLUMN name text;`
    const migration = migrationTwo.replace('ALTER TABLE users ADD COLUMN name text;', up)
    await project.write('migrations/20260107090000_fill.sql', migration)
    const before = await contents()
    await disk.leave(leftMb)
    const full = await shows('migrate')
    await disk.leave(roomMb)
    expect(full).toMatch(/^exit 4\n/)
    expect(full).toMatch(
      /✖ migrations\/20260107090000_fill\.sql:9:1 {2}could not extend file .* {2}\[53100\]\n/,
    )
    expect(full).toContain('  result   cccccccccccc was rolled back. Nothing was changed.\n')
    expect(await contents()).toBe(before)
    expect(await shows('migrate')).toContain('exit 0')
    expect(await rowsOf('more')).toEqual([count])
  })
})

describe.skipIf(probe === undefined)('a disk of the write-ahead log that is full', () => {
  beforeAll(async () => {
    await open()
    await server.query('create database shop template template0')
    await project.write('sql/init.sql', `${users}${filled('large', 5 * count)}\n`)
    await server.stop()
    await disk.take(join(server.dataDir, 'pg_wal'))
    await server.start()
  })
  afterAll(close)

  it('the server crashes: told, and the next run completes it', async () => {
    const empty = await contents()
    await disk.leave(leftMb)
    const full = await shows('init')
    await disk.leave(roomMb)
    expect(full).toMatch(/^exit 3\n/)
    expect(full).toMatch(/✖ the connection to .* was lost: .*No space left on device {2}\[53100\]\n/)
    expect(full).toContain('  result   The init script was rolled back. Nothing was changed.\n')
    // It recovers, or gave up in the meantime, as recovery needs room too.
    await server.start()
    expect(await contents()).toBe(empty)
    expect(await shows('init')).toContain('exit 0')
    expect(await rowsOf('large')).toEqual([5 * count])
  })
})
