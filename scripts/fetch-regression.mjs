// Fetches PostgreSQL's own regression suite into .cache/regression/<major>/, out of Debian's source package of the server.
// Arguments: majors, 15 by default.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cache, fail, openApt, run } from './debian.mjs'

for (const major of process.argv.length > 2 ? process.argv.slice(2) : ['15']) {
  const target = join(cache, 'regression', major)
  if (!existsSync(join(target, 'sql'))) fetchSuite(major, target)
  console.log(`${target}: ${readdirSync(join(target, 'sql')).length} scripts`)
}

function fetchSuite(major, target) {
  const work = join(cache, 'regression', `fetching-${major}`)
  openApt('deb-src', major, work)('source', '--download-only', `postgresql-${major}`)
  const archive = readdirSync(work).find((name) => name.includes('.orig.tar.'))
  if (archive === undefined) fail(`the source package of postgresql-${major} has no .orig.tar`)
  run('tar', ['-xf', archive, '--wildcards', '--strip-components=3', '*/src/test/regress'], work)
  rmSync(target, { recursive: true, force: true })
  renameSync(join(work, 'regress'), target)
  rmSync(work, { recursive: true, force: true })
}
