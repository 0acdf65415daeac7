// Installs Alembic, against which the graph is tested and runs are timed, with its driver into .cache/alembic: the packages of Debian 12, unpacked there. Needs python3, no root.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { cache, openApt, run, unpack } from './debian.mjs'

const target = join(cache, 'alembic')
const work = join(cache, 'fetching-alembic')
const names = [
  'python3-alembic',
  'python3-sqlalchemy',
  'python3-mako',
  'python3-markupsafe',
  'python3-dateutil',
  'python3-editor',
  'python3-six',
  'python3-psycopg2',
]
openApt('deb', 15, work)('download', ...names)
rmSync(target, { recursive: true, force: true })
unpack(work, target)
rmSync(work, { recursive: true })
const packages = join(target, 'usr/lib/python3/dist-packages')
run('python3', ['-c', `import sys; sys.path.insert(0, ${JSON.stringify(packages)}); import alembic`])
console.log(packages)
