// The other tools that this machine has.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { has } from './programs.mjs'
import { writeAlembic, writeDbmate, writeNodePgMigrate } from './small-migrations.mjs'

/** `write` puts migrations into a folder as the peer wants them; `missing` takes a sentence for each that is not there. */
export function findPeers(missing) {
  return [dbmate(missing), nodePgMigrate(missing), alembic(missing)].filter((peer) => peer !== undefined)
}

function dbmate(missing) {
  if (!has('dbmate')) return missing('dbmate is passed over: it is not on the PATH.')
  return {
    name: 'dbmate',
    command: 'dbmate',
    args: ['-d', '.', '--no-dump-schema', 'up'],
    urlOf: (url) => `${url}?sslmode=disable`,
    write: writeDbmate,
  }
}

function nodePgMigrate(missing) {
  if (!has('node-pg-migrate'))
    return missing('node-pg-migrate is passed over: it is not on the PATH, or not with pg beside it.')
  return {
    name: 'node-pg-migrate',
    command: 'node-pg-migrate',
    args: ['up', '-m', '.', '-j', 'sql'],
    write: writeNodePgMigrate,
  }
}

/** The machine's, or that of `node scripts/install-alembic.mjs`. */
function alembic(missing) {
  const installed = join(
    dirname(fileURLToPath(import.meta.url)),
    '../.cache/alembic/usr/lib/python3/dist-packages',
  )
  const before = process.env.PYTHONPATH
  const env = { PYTHONPATH: [installed, ...(before ? [before] : [])].join(':') }
  const found = ['python3', '/usr/bin/python3'].find((python) =>
    has(python, ['-c', 'import alembic, psycopg2'], { ...process.env, ...env }),
  )
  if (!found) return missing('Alembic is passed over: no python3 imports alembic and psycopg2.')
  return {
    name: 'Alembic',
    command: found,
    args: ['-m', 'alembic', '-c', 'alembic.ini', 'upgrade', 'heads'],
    env,
    write: writeAlembicProject,
  }
}

function writeAlembicProject(folder, migrations) {
  mkdirSync(join(folder, 'project/versions'), { recursive: true })
  writeFileSync(join(folder, 'alembic.ini'), '[alembic]\nscript_location = project\n')
  writeFileSync(
    join(folder, 'project/env.py'),
    `import os
from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(os.environ['DATABASE_URL'].replace('postgres://', 'postgresql://'), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
`,
  )
  writeAlembic(join(folder, 'project/versions'), migrations)
}
