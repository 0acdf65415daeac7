// The server's own floor: a whole script as one simple query in one transaction, without reading it.
import { readFileSync } from 'node:fs'
import postgres from 'postgres'

const sql = postgres(process.env.DATABASE_URL, { max: 1, fetch_types: false, onnotice() {} })
await sql.unsafe(`begin;\n${readFileSync(process.argv[2], 'utf8')}\n;commit`).simple()
await sql.end()
