// A server with its default settings, which flushes every commit to the disk, and new databases on it.
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { plinth } from '../dist/index.js'

/** That of TEST_DATABASE_URL, else an embedded one in `folder`. `close` drops what `create` made, or stops the server. */
export async function openServer(folder) {
  const given = process.env.TEST_DATABASE_URL
  const embedded = plinth({ cwd: folder })
  const url = given ?? (await embedded.server({ action: 'start' })).url
  const made = []
  return {
    url,
    /** The URL of a new database. None is dropped before the end: ext4 is slow at giving out inodes next to some thousand that were just freed. */
    async create() {
      const name = `plinth_bench_${process.pid}_${made.length}`
      made.push(name)
      await onServer(url, `create database ${name}`, 'checkpoint')
      const target = new URL(url)
      target.pathname = `/${name}`
      return target.href
    },
    async major() {
      const sql = postgres(url, { max: 1, fetch_types: false })
      const [{ major }] = await sql`select current_setting('server_version_num')::int / 10000 as major`
      await sql.end()
      return major
    },
    /** Makes every flush of a commit so much longer, as on a slower disk: the server waits before it (`commit_delay`). Not of a server that was given. */
    async slowFlush(ms) {
      if (given !== undefined) return false
      const to = (name, value) => `alter system set ${name} = ${value}`
      await onServer(url, to('commit_siblings', 0), to('commit_delay', ms * 1000), 'select pg_reload_conf()')
      await pause(500)
      return true
    },
    /** Milliseconds of a commit that writes next to nothing. */
    async flushMs() {
      const sql = postgres(url, { max: 1, fetch_types: false })
      const times = []
      for (let i = 0; i < 100; i++) {
        const began = performance.now()
        await sql.unsafe(`select pg_logical_emit_message(true, 'bench', '')`).simple()
        times.push(performance.now() - began)
      }
      await sql.end()
      return times.sort((a, b) => a - b)[50]
    },
    async close() {
      if (given === undefined) await embedded.server({ action: 'stop' })
      else await onServer(url, ...made.map((name) => `drop database if exists ${name} with (force)`))
    },
  }
}

/** Sends statements, one after the other. */
export async function onServer(url, ...statements) {
  const admin = postgres(url, { max: 1, onnotice() {} })
  try {
    for (const statement of statements) await admin.unsafe(statement)
  } finally {
    await admin.end()
  }
}
