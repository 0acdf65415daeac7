// Installs the tools whose DDL can be a model into .cache/models, a folder for each: test/database/model/presets.test.ts runs them. SQLAlchemy comes with install-alembic.mjs.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const tools = {
  drizzle: { 'drizzle-kit': '0.31.11', 'drizzle-orm': '0.45.4' },
  prisma: { prisma: '7.10.1' },
  'prisma-6': { prisma: '6.19.0' },
  'mikro-orm': { '@mikro-orm/cli': '6.6.2', '@mikro-orm/core': '6.6.2', '@mikro-orm/postgresql': '6.6.2' },
}

for (const [name, dependencies] of Object.entries(tools)) {
  const folder = join(fileURLToPath(import.meta.url), '../../.cache/models', name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
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
