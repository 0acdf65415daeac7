import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { example } from '../../support/project.ts'

const run = promisify(execFile)

/** A pg_dump that was found. */
export interface PgDump {
  readonly major: number
  /** As pg_dump says it: "18.6 (Debian 18.6-3)". */
  readonly version: string
  /** The dump of a database, byte for byte. */
  dump(url: string, options?: readonly string[]): Promise<Buffer>
}

/**
 * One pg_dump of each major that can dump a server of `serverMajor`: of the same major or a newer one, oldest first. They are
 * looked for in `PLINTH_TEST_PG_DUMP`, a command line, which is the only one then; else on PATH, beside the server programs
 * of the machine, and among those of scripts/install-psql.mjs and scripts/install-majors.mjs.
 */
export async function findPgDumps(serverMajor: number): Promise<readonly PgDump[]> {
  const given = process.env['PLINTH_TEST_PG_DUMP']
  const places = given ? [given] : ['pg_dump', ...installed()]
  const found = new Map<number, PgDump>()
  for (const place of places) {
    const pgDump = await openPgDump(place)
    if (pgDump !== undefined && pgDump.major >= serverMajor && !found.has(pgDump.major))
      found.set(pgDump.major, pgDump)
  }
  return [...found.values()].sort((one, other) => one.major - other.major)
}

function installed(): readonly string[] {
  const cache = join(example, '.cache')
  return [
    ...inEach('/usr/lib/postgresql', 'bin/pg_dump'),
    ...inEach(join(cache, 'psql'), 'pg_dump'),
    ...inEach(join(cache, 'majors', 'node_modules'), 'native/bin/pg_dump'),
  ]
}

function inEach(folder: string, path: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .map((name) => join(folder, name, path))
    .filter((file) => existsSync(file))
}

async function openPgDump(commandLine: string): Promise<PgDump | undefined> {
  const [command = '', ...first] = commandLine.split(' ')
  const answer = await run(command, [...first, '--version']).catch(() => undefined)
  const version = /^pg_dump \(PostgreSQL\) (.*)$/m.exec(answer?.stdout ?? '')?.[1]
  if (version === undefined) return undefined
  return {
    major: Number.parseInt(version, 10),
    version,
    dump: async (url, options = []) => {
      const limits = { encoding: 'buffer', maxBuffer: 1 << 30, env: { ...process.env, LC_ALL: 'C' } } as const
      const { stdout } = await run(command, [...first, ...options, '-d', url], limits)
      return stdout
    },
  }
}

/** A dump without what differs from one run to the next. */
export function comparable(dump: Buffer): string {
  return dump
    .toString('latin1')
    .replace(/^\\(un)?restrict .*$/gm, '\\$1restrict')
    .replace(/^-- Dumped (?:from|by) .*$/gm, '')
}
