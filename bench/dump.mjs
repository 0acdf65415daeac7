// A real dump: what pg_dump writes of a database that holds the example of this repository many times over.
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plinth } from '../dist/index.js'
import { onServer } from './databases.mjs'
import { run } from './programs.mjs'
import { withoutRestrict } from './restrict.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)

/** A pg_dump whose dump of a server of this major loads into that server again; undefined where there is none. */
export function findPgDump(serverMajor) {
  const given = process.env.PLINTH_BENCH_PG_DUMP
  const places = given ? [given] : ['pg_dump', join(root, '.cache/psql/18/pg_dump')]
  return places.find((place) => isFit(majorOf(place), serverMajor))
}

function majorOf(pgDump) {
  const { stdout } = spawnSync(pgDump, ['--version'], { encoding: 'utf8' })
  return Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1] ?? 0)
}

/** An older pg_dump refuses a newer server. From 17 on the head sets transaction_timeout, with which psql stops on a server before 17. */
function isFit(major, serverMajor) {
  return major >= serverMajor && (major < 17 || serverMajor >= 17)
}

/** Writes the dump, without rows, of `count` examples in the empty database of `url`. Other files that it needs are put into `folder`. */
export async function writeDump(path, { pgDump, url, count, folder }) {
  const dump = (to, ...options) => run(pgDump, ['-s', ...options, '-f', to, '-d', url])
  await makeExample(url, folder)
  const one = join(folder, 'one.sql')
  await dump(one, '-n', 'public', '-n', 'billing')
  await addCopies(one, { url, count: count - 1, folder })
  // Plinth takes no script that brings the schema in which it keeps its records.
  await dump(path, '-N', 'plinth')
}

/** The example as its script and its migrations make it, with the extensions in a schema of their own: its copies share them. */
async function makeExample(url, folder) {
  for (const name of ['sql', 'migrations']) cpSync(join(root, name), join(folder, name), { recursive: true })
  await plinth({ cwd: folder, url }).init()
  await onServer(
    url,
    'create schema extensions',
    `do $$
    declare extension text;
    begin
      for extension in select extname from pg_extension where extnamespace = 'public'::regnamespace loop
        execute format('alter extension %I set schema extensions', extension);
      end loop;
    end $$`,
  )
}

/** Loads what was dumped of the one example again, each time into schemas of other names. */
async function addCopies(one, { url, count, folder }) {
  const text = withoutRestrict(readFileSync(one, 'utf8'))
  const copies = join(folder, 'copies.sql')
  const copy = (_, i) => text.replaceAll(/\b(public|billing)\b/g, `$1_${i + 2}`)
  writeFileSync(copies, Array.from({ length: count }, copy).join('\n'))
  const env = { ...process.env, DATABASE_URL: url }
  await run(process.execPath, [join(here, 'one-query.mjs'), copies], { env })
}
