// @supabase/pg-delta, a tool that compares two databases by their catalogs, where it is installed.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** That of the folder PLINTH_PG_DELTA, in which `npm install @supabase/pg-delta@1.0.0-alpha.34` was run; undefined: there is none. */
export async function findPgDelta() {
  const folder = process.env.PLINTH_PG_DELTA
  const home = folder && join(resolve(folder), 'node_modules/@supabase/pg-delta')
  if (!home || !existsSync(join(home, 'dist/index.js'))) return undefined
  const require = createRequire(join(home, 'package.json'))
  const { extract, plan } = await import(pathToFileURL(join(home, 'dist/index.js')))
  const { version } = require('./package.json')
  // Its driver is not one of ours.
  const driver = 'pg'
  const { Pool } = require(driver)
  return { version, extract: (url) => extractAt(new Pool({ connectionString: url, max: 1 }), extract), plan }
}

async function extractAt(pool, extract) {
  try {
    return await extract(pool)
  } finally {
    await pool.end()
  }
}
