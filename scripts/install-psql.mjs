// Installs psql and pg_dump of another major than the machine's into .cache/psql/<major>/: the packages of a newer Debian release,
// unpacked there and run by their own loader. Needs no root. Arguments: majors, 18 by default.
import { chmodSync, existsSync, lstatSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cache, fail, openApt, run, unpack } from './debian.mjs'

for (const major of process.argv.length > 2 ? process.argv.slice(2) : ['18']) {
  const target = join(cache, 'psql', major)
  if (!existsSync(join(target, 'psql'))) install(major, target)
  run(join(target, 'psql'), ['--version'])
  console.log(`PLINTH_TEST_PSQL=${join(target, 'psql')} PLINTH_TEST_PG_DUMP=${join(target, 'pg_dump')}`)
}

function install(major, target) {
  const work = join(cache, 'psql', `fetching-${major}`)
  openApt('deb', major, work)('install', '-y', '--download-only', `postgresql-client-${major}`)
  const root = join(work, 'root')
  unpack(join(work, 'archives'), root)
  const found = readdirSync(root, { recursive: true }).map(String)
  const loader = found.find(
    (name) => /\/ld-[^/]*\.so[.\d]*$/.test(name) && !lstatSync(join(root, name)).isSymbolicLink(),
  )
  const folders = new Set(
    found.filter((name) => /\/[^/]+-linux-gnu[^/]*\/[^/]+\.so\.\d/.test(name)).map(dirname),
  )
  if (loader === undefined || folders.size === 0) fail(`no loader or no libraries in the packages: ${root}`)
  const path = [...folders].map((folder) => `$root/${folder}`).join(':')
  for (const name of ['psql', 'pg_dump']) {
    const program = `"$root/usr/lib/postgresql/${major}/bin/${name}"`
    writeFileSync(
      join(work, name),
      `#!/bin/sh\nroot=$(dirname "$(readlink -f "$0")")/root\nexec "$root/${loader}" --library-path "${path}" ${program} "$@"\n`,
    )
    chmodSync(join(work, name), 0o755)
  }
  for (const rest of readdirSync(work))
    if (!['root', 'psql', 'pg_dump'].includes(rest)) rmSync(join(work, rest), { recursive: true })
  rmSync(target, { recursive: true, force: true })
  renameSync(work, target)
}
