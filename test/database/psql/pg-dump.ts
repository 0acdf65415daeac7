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
 * A pg_dump that can dump a server of `serverMajor`: of the same major, else of the next newer one there is. It is looked for
 * in `PLINTH_TEST_PG_DUMP`, a command line, which is the only place then; else beside the server programs of the machine, among
 * those of scripts/install-psql.mjs and scripts/install-majors.mjs, and on PATH.
 */
export async function findPgDump(serverMajor: number): Promise<PgDump | undefined> {
  const given = process.env['PLINTH_TEST_PG_DUMP']
  const found: PgDump[] = []
  // The one on PATH may be a script that looks for one of the others.
  for (const place of given ? [given] : [...installed(), 'pg_dump']) {
    const pgDump = await openPgDump(place)
    if (pgDump !== undefined && pgDump.major >= serverMajor) found.push(pgDump)
  }
  return found.sort((one, other) => one.major - other.major)[0]
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
