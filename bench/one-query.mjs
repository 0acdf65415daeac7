// The server's own floor: a whole script as one simple query in one transaction, without reading it. What psql has for itself in
// the file of a dump is left out: the server would refuse it.
import { readFileSync } from 'node:fs'
import postgres from 'postgres'
import { withoutRestrict } from './restrict.mjs'

const sql = postgres(process.env.DATABASE_URL, { max: 1, fetch_types: false, onnotice() {} })
await sql.unsafe(`begin;\n${withoutRestrict(readFileSync(process.argv[2], 'utf8'))}\n;commit`).simple()
await sql.end()
