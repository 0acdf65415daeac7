import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { example } from '../../support/project.ts'

const run = promisify(execFile)

/** Loads a script into a database as psql does: `PLINTH_TEST_PSQL`, that of the machine, or one of scripts/install-psql.mjs. Undefined: there is none. */
export const loadWithPsql = await findPsql()
if (loadWithPsql === undefined) console.warn('SKIPPED: no psql here, scripts are loaded by Plinth alone')

async function findPsql() {
  const cache = join(example, '.cache', 'psql')
  const cached = existsSync(cache) ? readdirSync(cache).map((name) => join(cache, name, 'psql')) : []
  for (const place of [process.env['PLINTH_TEST_PSQL'] ?? 'psql', ...cached.toReversed()]) {
    const [command = '', ...first] = place.split(' ')
    const answer = await run(command, [...first, '--version']).catch(() => undefined)
    if (answer !== undefined)
      return (url: string, script: string) => load([command, ...first], { url, script })
  }
  return undefined
}

async function load(
  [command = '', ...first]: readonly string[],
  { url, script }: { readonly url: string; readonly script: string },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-load-'))
  try {
    const file = join(folder, 'script.sql')
    await writeFile(file, script)
    const options = ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', url, '-f', file]
    const env = { ...process.env, PGCLIENTENCODING: 'UTF8' }
    await run(command, [...first, ...options], { env, maxBuffer: 1 << 28 })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
