import { describe, expect, test } from 'vitest'
import { interpretMeta } from '../../../src/psql/meta-command.ts'
import type { MetaItem } from '../../../src/psql/meta-item.ts'
import type { ScriptState } from '../../../src/psql/script-state.ts'

function meta(line: string): MetaItem {
  const [, name = '', rest = ''] = /^(\S+)(.*)$/.exec(line) ?? []
  return { name, rest, at: { file: 'init.sql', offset: 0, line: 7, column: 1 } }
}

const run = (...lines: string[]) => {
  const state: ScriptState = {
    restrictKey: undefined,
    encoding: undefined,
    variables: undefined,
    database: 'app',
  }
  return lines.map((line) => interpretMeta(meta(line), state).effect).at(-1)
}

describe('allowed', () => {
  const nothing = [
    'set ON_ERROR_STOP on',
    'set ON_ERROR_STOP',
    'set VERBOSITY verbose',
    'set ECHO all',
    'set QUIET 1',
    'encoding UTF8',
    "encoding 'utf-8'",
    'pset pager off',
    'timing',
    'x',
    't on',
    'a',
    'connect -',
    'c - -',
    'connect',
    'connect app',
    'connect "app" - - -',
    'connect -reuse-previous=on "dbname=\'app\'"',
    'encoding',
    'encoding LATIN1',
    'set AUTOCOMMIT on',
    'set ON_ERROR_ROLLBACK off',
    'unset ECHO',
    'unset x',
  ]
  for (const line of nothing) test(`\\${line}`, () => expect(run(line)).toEqual({ kind: 'nothing' }))

  test('\\echo, \\qecho, \\warn', () => {
    expect(run('echo  \'a  b\'   c "d e"')).toEqual({ kind: 'echo', to: 'output', text: 'a  b c "d e"' })
    expect(run("qecho -n 'it''s\\n'")).toEqual({ kind: 'echo', to: 'output', text: "it's\n" })
    expect(run("warn '-n' :x")).toEqual({ kind: 'echo', to: 'error', text: '-n :x' })
  })

  test('\\q', () => expect(run('q')).toEqual({ kind: 'quit' }))
})

describe('refused', () => {
  const refused = [
    '! id',
    'copy t from x',
    'o |cat',
    'g',
    'gexec',
    'gset',
    'if true',
    'w x',
    'e',
    'cd /',
    'setenv A b',
    'getenv A B',
    'lo_import x',
    'password',
    'prompt x',
    's x',
    'watch',
    'connect other',
    'c other -',
    'c app me',
    'c - - localhost',
    'c App',
    'connect -reuse-previous=on "dbname=\'app\' host=x"',
    'connect postgres://x/app',
    'unset ON_ERROR_STOP',
    'set ON_ERROR_STOP maybe',
    'set ON_ERROR_ROLLBACK on',
    'set SINGLELINE',
    'unset',
    'set x 5',
    'set AUTOCOMMIT off',
    'set ON_ERROR_STOP off',
    'set',
    'encoding KLINGON',
    'encoding JOHAB',
    'echo `id`',
    'set ECHO `id`',
    "echo 'open",
    'pset x `id`',
    'q `id`',
    '.',
    'unknown',
    'constructor',
    '__proto__',
  ]
  for (const line of refused) {
    test(`\\${line}`, () => {
      expect(() => run(line)).toThrow(
        expect.objectContaining({
          code: 'E_SCRIPT',
          place: expect.objectContaining({ line: 7 }),
          hint: expect.any(String),
        }),
      )
    })
  }
})

describe('\\restrict', () => {
  test('is lifted by the same key', () => {
    expect(run('restrict abc123', 'unrestrict abc123', 'echo x', 'restrict def')).toEqual({ kind: 'nothing' })
  })

  const refused = [
    ['restrict'],
    ['restrict a b'],
    ['restrict `id`'],
    ['restrict a', 'echo x'],
    ['restrict a', 'restrict a'],
    ['restrict a', 'q'],
    ['restrict a', 'unrestrict b'],
    ['restrict a', 'unrestrict A'],
    ['restrict a', "unrestrict 'a'"],
    ['restrict a', 'unrestrict `echo a`'],
    ['restrict a', 'unrestrict :x'],
    ['unrestrict a'],
    ['restrict a', 'unrestrict a', 'unrestrict a'],
  ]
  for (const lines of refused) {
    test(lines.join(' | '), () =>
      expect(() => run(...lines)).toThrow(expect.objectContaining({ code: 'E_SCRIPT' })),
    )
  }
})
