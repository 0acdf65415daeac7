// The least a Node program can do with a database: load the driver, connect, ask, disconnect.
import postgres from 'postgres'

const sql = postgres(process.env.DATABASE_URL, { max: 1, fetch_types: false })
await sql`select 1`
await sql.end()
