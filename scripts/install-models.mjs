// Installs the tools whose schema can be a model into .cache/models, a folder for each: test/database/model/presets.test.ts runs them. SQLAlchemy comes with install-alembic.mjs.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const typescript = { 'ts-node': '10.9.2', typescript: '5.9.3', 'reflect-metadata': '0.2.2' }
// Prisma gets its schema engine, a native program, from a server of its own. The same engine as WebAssembly is in a package: test/database/model/prisma-engine.mjs.
const tools = {
  drizzle: { 'drizzle-kit': '0.31.11', 'drizzle-orm': '0.45.4' },
  prisma: {
    prisma: '7.10.1',
    '@prisma/schema-engine-wasm': '7.10.0-4.0edf323efd1d98336f3f0a68684b56f689b900d3',
  },
  'prisma-6': {
    prisma: '6.19.0',
    '@prisma/schema-engine-wasm': '6.19.0-26.2ba551f319ab1df4bc874a89965d8b3641056773',
  },
  'mikro-orm': { '@mikro-orm/cli': '6.6.2', '@mikro-orm/core': '6.6.2', '@mikro-orm/postgresql': '6.6.2' },
  typeorm: { typeorm: '1.1.1', pg: '8.23.1', ...typescript },
  'typeorm-0.3': { typeorm: '0.3.31', pg: '8.23.1', ...typescript },
  'sequelize-6': { sequelize: '6.37.8', pg: '8.23.1', 'pg-hstore': '2.3.4' },
  'sequelize-7': { '@sequelize/core': '7.0.0-alpha.48', '@sequelize/postgres': '7.0.0-alpha.48' },
}
/** As their own guides have it. */
const scripts = new Set(['typeorm', 'typeorm-0.3', 'sequelize-6'])

for (const [name, dependencies] of Object.entries(tools)) {
  const folder = join(fileURLToPath(import.meta.url), '../../.cache/models', name)
  mkdirSync(folder, { recursive: true })
  const type = scripts.has(name) ? 'commonjs' : 'module'
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type, dependencies }))
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
      cwd: folder,
      stdio: 'inherit',
    })
    writeFileSync(join(folder, 'installed'), '')
  } catch (error) {
    console.error(`${name} cannot be installed: ${error.message}`)
    process.exitCode = 1
  }
}
