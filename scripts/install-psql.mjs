// Installs psql and pg_dump of another major than the machine's into .cache/psql/<major>/: the packages of a newer Debian release,
// unpacked there and run by their own loader. Needs no root. Arguments: majors, 18 by default.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cache, installPrograms, run } from './debian.mjs'

for (const major of process.argv.length > 2 ? process.argv.slice(2) : ['18']) {
  const target = join(cache, 'psql', major)
  const bin = `usr/lib/postgresql/${major}/bin`
  const programs = { psql: `${bin}/psql`, pg_dump: `${bin}/pg_dump` }
  if (!existsSync(join(target, 'psql')))
    installPrograms({ major, name: `postgresql-client-${major}`, target, programs })
  run(join(target, 'psql'), ['--version'])
  console.log(`PLINTH_TEST_PSQL=${join(target, 'psql')} PLINTH_TEST_PG_DUMP=${join(target, 'pg_dump')}`)
}
