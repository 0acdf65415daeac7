// Many small migrations, each of them a table and a column more, as each tool wants its files.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function smallMigrations(count) {
  return Array.from({ length: count }, (_, i) => ({
    name: `add_table_${i}`,
    id: idOf(i),
    parent: i === 0 ? '' : idOf(i - 1),
    at: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString().slice(0, 19),
    up: [
      `CREATE TABLE small_${i} (\n  id bigint PRIMARY KEY,\n  name text NOT NULL,\n  at timestamptz NOT NULL DEFAULT now()\n);`,
      `ALTER TABLE small_${i} ADD COLUMN note text;`,
    ].join('\n'),
    down: `DROP TABLE small_${i};`,
  }))
}

/** Twelve hexadecimal digits that do not count up: neighbours share no beginning. */
function idOf(i) {
  return ((i * 0x9e3779b97f5) % 0x1000000000000).toString(16).padStart(12, '0')
}

export function writePlinth(folder, migrations) {
  for (const { name, id, parent, at, up, down } of migrations)
    writeFileSync(
      join(folder, `${digits(at)}_${name}.sql`),
      `-- ${name}\n--\n-- revision: ${id}\n-- revises: ${parent}\n-- created: ${at}Z\n\n-- plinth: upgrade\n${up}\n\n-- plinth: downgrade\n${down}\n`,
    )
}

export function writeDbmate(folder, migrations) {
  for (const { name, at, up, down } of migrations)
    writeFileSync(
      join(folder, `${digits(at)}_${name}.sql`),
      `-- migrate:up\n${up}\n\n-- migrate:down\n${down}\n`,
    )
}

export function writeNodePgMigrate(folder, migrations) {
  for (const { name, at, up, down } of migrations)
    writeFileSync(
      join(folder, `${digits(at)}000_${name}.sql`),
      `-- Up Migration\n${up}\n\n-- Down Migration\n${down}\n`,
    )
}

export function writeAlembic(folder, migrations) {
  for (const { name, id, parent, up, down } of migrations)
    writeFileSync(
      join(folder, `${id}_${name}.py`),
      `"""${name}"""\nfrom alembic import op\n\nrevision = '${id}'\ndown_revision = ${parent ? `'${parent}'` : 'None'}\n\n\n` +
        `def upgrade():\n    op.execute("""${up}""")\n\n\ndef downgrade():\n    op.execute("""${down}""")\n`,
    )
}

function digits(at) {
  return at.replaceAll(/\D/g, '')
}
