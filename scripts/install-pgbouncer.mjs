// Installs PgBouncer, through which the command line is tested, into .cache/pgbouncer/<major>/: the packages of the Debian release with
// that PostgreSQL major, unpacked there and run by their own loader. Needs no root. Arguments: 15 (PgBouncer 1.18), 17 (1.24, the default)
// or 18 (the newest); each goes in front of servers of any major.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cache, installPrograms, run } from './debian.mjs'

for (const major of process.argv.length > 2 ? process.argv.slice(2) : ['17']) {
  const target = join(cache, 'pgbouncer', major)
  const program = join(target, 'pgbouncer')
  if (!existsSync(program))
    installPrograms({ major, name: 'pgbouncer', target, programs: { pgbouncer: 'usr/sbin/pgbouncer' } })
  run(program, ['--version'])
  console.log(`PLINTH_TEST_PGBOUNCER=${program}`)
}
