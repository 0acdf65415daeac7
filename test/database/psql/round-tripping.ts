import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { makeDatabase, makeProject } from '../../support/project.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { findPgDump } from './pg-dump.ts'

/** Dump, load with Plinth, dump again: the two dumps must be the same, byte for byte. */
export const { major, url: serverUrl } = await testServer()
const pgDump = await findPgDump(major)
export const pgDumpMajor = pgDump?.major
/** For the names of tests. */
export const versions = `PostgreSQL ${major}, pg_dump ${pgDump?.version ?? 'missing'}`
if (pgDump === undefined)
  console.warn(
    `SKIPPED: no pg_dump for PostgreSQL ${major}, no dump is loaded: node scripts/install-psql.mjs, or set PLINTH_TEST_PG_DUMP`,
  )

type Where = Pick<TestDatabase, 'url'>

/** The dump of a database, without the records of Plinth itself. */
export async function dumpOf({ url }: Where, options: readonly string[] = []): Promise<Buffer> {
  return pgDump!.dump(url, ['--exclude-schema=plinth', ...options])
}

interface LoadOptions {
  /** An empty database; by default one that is dropped when the test ends. */
  readonly into?: TestDatabase
  readonly transaction?: 'one' | 'in parts'
  /** Files beside the script. */
  readonly files?: Readonly<Record<string, Buffer>>
}

/** Loads a script with `plinth init`. */
export async function load(script: Buffer | string, options: LoadOptions = {}): Promise<TestDatabase> {
  const { into = await makeDatabase(), transaction = 'one', files = {} } = options
  const project = await makeProject()
  for (const [name, content] of Object.entries({ ...files, 'init.sql': script }))
    await writeFile(join(project.folder, 'sql', name), content)
  const result = await project.on(into).init({ transaction })
  expect(result.did).toBe('ran init script')
  return into
}

/** Dumps, loads, dumps again, and compares. Returns the dump. */
export async function expectRoundTrip(
  source: Where,
  dumpOptions: readonly string[] = [],
  loadOptions: LoadOptions = {},
): Promise<Buffer> {
  const dump = await dumpOf(source, dumpOptions)
  const loaded = await load(dump, loadOptions)
  expectSame(dump, await dumpOf(loaded, dumpOptions))
  return dump
}

/** Shows the first line that differs: whole dumps are too long for a message. */
export function expectSame(one: Buffer, other: Buffer): void {
  const [before, after] = [comparable(one), comparable(other)]
  if (before === after) return
  const [lines, others] = [before.split('\n'), after.split('\n')]
  const at = lines.findIndex((line, i) => line !== others[i])
  const around = (all: readonly string[]) =>
    all.slice(Math.max(0, at - 3), at + 4).map((line) => line.slice(0, 300))
  expect(around(others), `from line ${at + 1}`).toEqual(around(lines))
}

/** A dump without what differs from one run to the next. */
function comparable(dump: Buffer): string {
  return dump
    .toString('latin1')
    .replace(/^\\(un)?restrict .*$/gm, '\\$1restrict')
    .replace(/^-- Dumped (?:from|by) .*$/gm, '')
}
