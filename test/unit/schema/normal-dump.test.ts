import { describe, expect, test } from 'vitest'
import { dumpDifference, normalDump } from '../../database/schema/normal-dump.ts'

const dumpOf = (...blocks: readonly (readonly [header: string, sql: string])[]): string =>
  [
    '--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\nSET row_security = off;\n',
    ...blocks.map(([header, sql]) => `--\n-- ${header}\n--\n\n${sql}\n\n`),
    '--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc\n',
  ].join('\n')
const table = 'Name: t; Type: TABLE; Schema: public; Owner: o'
const rights = 'Name: TABLE t; Type: ACL; Schema: public; Owner: o'
const func = 'Name: f(); Type: FUNCTION; Schema: public; Owner: o'

const isSame = (one: string, other: string) => dumpDifference(normalDump(one), normalDump(other)).length === 0

describe('a normal dump', () => {
  const columns = (...items: readonly string[]) =>
    dumpOf([
      table,
      `CREATE TABLE public.t (\n    ${items.join(',\n    ')}\n);\n\nALTER TABLE public.t OWNER TO o;`,
    ])

  test('lets the order of storage parameters pass, and not their values', () => {
    const made = (parameters: string) =>
      dumpOf([table, `CREATE TABLE public.t (\n    a text\n)\nWITH (${parameters});`])
    expect(isSame(made(`a='1', b='x, y'`), made(`b='x, y', a='1'`))).toBe(true)
    expect(isSame(made(`a='1', b='2'`), made(`a='2', b='1'`))).toBe(false)
  })

  test('lets the order of columns pass, whatever is in them', () => {
    const [a, b] = [
      `a text DEFAULT 'x,;('::text`,
      'b numeric(4,2) DEFAULT CASE\n    WHEN true THEN 1\n    ELSE 2\nEND',
    ]
    expect(isSame(columns(a, b), columns(b, a))).toBe(true)
    expect(isSame(columns(a, b), columns(a))).toBe(false)
    expect(isSame(columns(a, b), columns(a, b.replace('2\n', '3\n')))).toBe(false)
  })

  test('lets the order of statements about a table pass, and of objects', () => {
    const [one, other] = [
      'ALTER TABLE ONLY public.t ALTER COLUMN a SET STATISTICS 5;',
      'ALTER TABLE public.t OWNER TO o;',
    ]
    expect(isSame(dumpOf([table, `${one}\n${other}`]), dumpOf([table, `${other}\n${one}`]))).toBe(true)
    expect(isSame(dumpOf([table, one], [func, 'x']), dumpOf([func, 'x'], [table, one]))).toBe(true)
  })

  test('keeps the order within a function and a view', () => {
    expect(isSame(dumpOf([func, 'a,\nb']), dumpOf([func, 'b,\na']))).toBe(false)
  })

  test('knows who grants what, in any order', () => {
    const as = (who: string, sql: string) =>
      `SET SESSION AUTHORIZATION ${who};\n${sql}\nRESET SESSION AUTHORIZATION;`
    const [one, other] = ['GRANT SELECT ON TABLE public.t TO r;', 'GRANT INSERT ON TABLE public.t TO s;']
    const acl = (...lines: readonly string[]) => dumpOf([rights, lines.join('\n')])
    expect(isSame(acl(one, as('p', other)), acl(as('p', other), one))).toBe(true)
    expect(isSame(acl(one, as('p', other)), acl(as('p', one), other))).toBe(false)
    expect(isSame(acl(as('p', one)), acl(as('q', one)))).toBe(false)
    expect(isSame(acl(one), acl(one, one))).toBe(false)
  })

  test('knows which tablespace and access method a table is in', () => {
    const within = (method: string, ...blocks: readonly (readonly [string, string])[]) =>
      dumpOf(...blocks).replace(
        `--\n-- ${table}`,
        `SET default_table_access_method = ${method};\n\n--\n-- ${table}`,
      )
    const sql = 'CREATE TABLE public.t (\n    a integer\n);'
    expect(isSame(within('heap', [table, sql]), within('columnar', [table, sql]))).toBe(false)
    expect(isSame(within('heap', [table, sql], [func, 'x']), within('heap', [func, 'x'], [table, sql]))).toBe(
      true,
    )
  })
})
