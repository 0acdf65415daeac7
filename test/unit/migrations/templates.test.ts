import { describe, expect, it } from 'vitest'
import { quoteWhereNeeded } from '../../../src/psql/quote-identifier.ts'
import {
  printSections,
  renderTemplate,
  templateNames,
  templateNeeds,
} from '../../../src/migrations/templates.ts'

describe('quoteWhereNeeded', () => {
  it.each([
    ['users', 'users'],
    ['Users', '"Users"'],
    ['user', '"user"'],
    ['order', '"order"'],
    ['a b', '"a b"'],
    ['a"b', '"a""b"'],
    ['1a', '"1a"'],
    ['größe', '"größe"'],
  ])('%j is %s', (name, expected) => {
    expect(quoteWhereNeeded(name)).toBe(expected)
  })
})

describe('a template', () => {
  const statements = (sql: string) => sql.split('\n').filter((line) => !line.startsWith('--'))

  it('add_column', () => {
    const { upgrade, downgrade } = renderTemplate('add_column', {
      table: 'app.users',
      column: 'Last',
      type: 'date',
    })
    expect(statements(upgrade.sql)).toEqual(['ALTER TABLE app.users ADD COLUMN "Last" date;'])
    expect(downgrade.sql).toBe('ALTER TABLE app.users DROP COLUMN "Last";')
    expect([upgrade.transactional, downgrade.transactional]).toEqual([true, true])
  })

  it('add_index is built while writes go on', () => {
    const { upgrade, downgrade } = renderTemplate('add_index', { table: 'app.users', column: 'name, order' })
    expect(statements(upgrade.sql)).toEqual([
      // What an earlier try that failed left behind.
      'DROP INDEX CONCURRENTLY IF EXISTS app.users_name_order_idx;',
      'CREATE INDEX CONCURRENTLY users_name_order_idx ON app.users (name, "order");',
    ])
    expect(downgrade.sql).toBe('DROP INDEX CONCURRENTLY IF EXISTS app.users_name_order_idx;')
    expect([upgrade.transactional, downgrade.transactional]).toEqual([false, false])
  })

  it('add_foreign_key validates in a transaction of its own', () => {
    const values = { table: 'orders', column: 'user_id', references: 'users' }
    const { upgrade, downgrade } = renderTemplate('add_foreign_key', values)
    expect(statements(upgrade.sql)).toEqual([
      'ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_user_id_fkey, ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
      'ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey;',
    ])
    expect(upgrade.transactional).toBe(false)
    expect(downgrade.sql).toBe('ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;')
  })

  it('add_table', () => {
    expect(renderTemplate('add_table', { table: 'user', column: 'name', type: 'text' }).upgrade.sql).toBe(
      'CREATE TABLE "user" (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    name text\n);',
    )
  })

  it('is printed with its directives', () => {
    const skeleton = renderTemplate('add_index', { table: 't', column: 'c' })
    expect(printSections(skeleton)).toBe(
      [
        '-- plinth: upgrade\n-- plinth: no-transaction\n',
        skeleton.upgrade.sql,
        '\n\n-- plinth: downgrade\n-- plinth: no-transaction\n',
        skeleton.downgrade.sql,
        '\n',
      ].join(''),
    )
  })

  it('keeps names within 63 bytes', () => {
    const { upgrade } = renderTemplate('add_index', { table: 'x'.repeat(50), column: 'ä'.repeat(20) })
    const name = /CREATE INDEX CONCURRENTLY "(.*?)"/.exec(upgrade.sql)?.[1] ?? ''
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
    expect(name).toMatch(/_idx$/)
  })

  it('says what is missing or unknown', () => {
    expect(() => renderTemplate('add_colum', {})).toThrow('there is no template "add_colum"')
    expect(() => renderTemplate('add_index', { table: 't' })).toThrow('the template "add_index" needs column')
    for (const name of templateNames) {
      expect(() => renderTemplate(name, {})).toThrow(`needs ${templateNeeds(name).join(', ')}`)
    }
  })
})
