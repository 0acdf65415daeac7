import { expect, test } from 'vitest'
import { plainRoutine } from '../../../src/database/postgres/catalog/plain-routine.ts'
import { plainView } from '../../../src/database/postgres/catalog/plain-view.ts'

/** As PostgreSQL 15 writes it, and as 16 does. */
const same: readonly (readonly [string, string])[] = [
  ['SELECT t.a,\n    t.b\n   FROM app.t;', 'SELECT a,\n    b\n   FROM app.t'],
  ['SELECT x.a\n   FROM app.t x\n  WHERE (x.a > 0)', 'SELECT a\n   FROM app.t x\n  WHERE (a > 0)'],
  ['SELECT "T".a\n   FROM ONLY app."T"', 'SELECT a\n   FROM ONLY app."T"'],
  ['SELECT app.twice(app.a) AS two\n   FROM app.app', 'SELECT app.twice(a) AS two\n   FROM app.app'],
  [
    "SELECT ((app.a)::app.mood = 'app.a'::app.mood) AS x\n   FROM app.app",
    "SELECT ((a)::app.mood = 'app.a'::app.mood) AS x\n   FROM app.app",
  ],
  ['SELECT t.*::app.t AS t\n   FROM app.t', 'SELECT t.*::app.t AS t\n   FROM app.t'],
  ['SELECT (t.pair).a AS a\n   FROM app.t', 'SELECT (pair).a AS a\n   FROM app.t'],
  ['SELECT f.x\n   FROM app.f(1, 2) f(x)', 'SELECT x\n   FROM app.f(1, 2) f(x)'],
  ['SELECT v.x\n   FROM ( VALUES (1), (2)) v(x)', 'SELECT x\n   FROM ( VALUES (1), (2)) v(x)'],
  [
    'WITH c AS (\n         SELECT t.a\n           FROM app.t\n        )\n SELECT c.a\n   FROM c',
    'WITH c AS (\n         SELECT t.a\n           FROM app.t\n        )\n SELECT a\n   FROM c',
  ],
  [
    'SELECT t.a\n   FROM app.t\n  WHERE (EXISTS ( SELECT 1\n           FROM app.u\n          WHERE (u.a = t.a)))',
    'SELECT a\n   FROM app.t\n  WHERE (EXISTS ( SELECT 1\n           FROM app.u\n          WHERE (u.a = t.a)))',
  ],
  [
    'SELECT t.a,\n    u.a AS b\n   FROM app.t,\n    app.u',
    'SELECT t.a,\n    u.a AS b\n   FROM app.t,\n    app.u',
  ],
  [
    'SELECT t.a\n   FROM (app.t\n     JOIN app.u ON ((t.a = u.a)))',
    'SELECT t.a\n   FROM (app.t\n     JOIN app.u ON ((t.a = u.a)))',
  ],
  [
    'SELECT t.a\n   FROM app.t\nUNION\n SELECT t.b AS a\n   FROM app.t',
    'SELECT t.a\n   FROM app.t\nUNION\n SELECT t.b AS a\n   FROM app.t',
  ],
  ['SELECT 1 AS a', 'SELECT 1 AS a'],
  [
    'SELECT j.a\n   FROM (app.t\n     JOIN app.u USING (a)) j(a)',
    'SELECT j.a\n   FROM (app.t\n     JOIN app.u USING (a)) j(a)',
  ],
  [
    'SELECT upper(t.a) AS a\n   FROM app.t\n  ORDER BY t.a, t.b',
    'SELECT upper(a) AS a\n   FROM app.t\n  ORDER BY t.a, b',
  ],
]

test.each(same)('a view of PostgreSQL 15 as one of 16: %j', (old, now) => {
  expect(plainView(old, 150_000)).toBe(now)
  expect(plainView(now, 160_000)).toBe(now)
})

test('a procedure of PostgreSQL 13 as one of 14', () => {
  const old = `CREATE OR REPLACE PROCEDURE app."f(x"(a integer, INOUT b text DEFAULT 'x, y (('::text, VARIADIC c numeric[] DEFAULT f(1, 2))\n LANGUAGE sql\nAS $procedure$SELECT (a, b)$procedure$`
  const now = old.replace('a integer', 'IN a integer')
  expect(plainRoutine(old, 'p', 130_000)).toBe(now)
  expect(plainRoutine(now, 'p', 140_000)).toBe(now)
  expect(plainRoutine(old, 'f', 130_000)).toBe(old)
  const none = 'CREATE OR REPLACE PROCEDURE app.f()\n LANGUAGE sql'
  expect(plainRoutine(none, 'p', 130_000)).toBe(none)
})
