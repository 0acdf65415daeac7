import { describe, expect, test } from 'vitest'
import { booleanOf } from '../../../src/psql/boolean-word.ts'
import { readUntilError, refusal, textsOf } from './reading.ts'

describe('branches', () => {
  const cases: Record<string, readonly [script: string, ...statements: string[]]> = {
    if: ['\\if true\nselect 1;\n\\endif\nselect 2;', 'select 1', 'select 2'],
    'if not': ['\\if off\nselect 1;\n\\endif\nselect 2;', 'select 2'],
    else: ['\\if 0\nselect 1;\n\\else\nselect 2;\n\\endif\n', 'select 2'],
    'else of a branch that ran': ['\\if 1\nselect 1;\n\\else\nselect 2;\n\\endif\n', 'select 1'],
    elif: [
      '\\if no\nselect 1;\n\\elif yes\nselect 2;\n\\elif true\nselect 3;\n\\else\nselect 4;\n\\endif\n',
      'select 2',
    ],
    nested: [
      '\\if f\n\\if t\nselect 1;\n\\else\nselect 2;\n\\endif\n\\else\n\\if t\nselect 3;\n\\endif\n\\endif\n',
      'select 3',
    ],
    'conditions that are not asked for': [
      '\\if true\nselect 1;\n\\elif nonsense\n\\endif\n\\if false\n\\if nonsense `id`\n\\endif\n\\endif\n',
      'select 1',
    ],
    'what psql would refuse, in a branch that does not run': [
      '\\if false\n\\! id\n\\gexec\n\\copy t from program \'it"s\'\n\\i `id`\n\\o |cat "\n\\nonsense\n\\q\n\\set ON_ERROR_STOP off\n\\endif\nselect 1;',
      'select 1',
    ],
    'commands on one line': ['\\if false \\echo a \\else \\echo b \\endif', '\\echo b'],
    'SQL behind a command is taken for its arguments, as in psql': [
      '\\if true \\endif -- x; select 1;\nselect 2;',
      'select 2',
    ],
    'a double backslash ends the arguments': ['\\if true \\\\ select 1; \\endif', 'select 1'],
    'a part of a statement': [
      "select 1\n\\if true\n, 2\n\\else\n, (3; ';'\n\\endif\n, 4;",
      'select 1\n\n, 2\n\n, 4',
    ],
    'a part of a statement that is left out': [
      "select (1\n\\if false\n, 2)) ';'\n\\endif\n, 4);",
      'select (1\n\n, 4)',
    ],
    'a statement that begins in a branch that does not run': [
      '\\if false\nselect 1,\n\\endif\nselect 2;',
      'select 2',
    ],
    'what looks like a branch in quotes': [
      "\\if false\nselect '\n\\endif\n'; select 1;\n\\endif\nselect 2;",
      'select 2',
    ],
    'rows in a branch that does not run': [
      '\\if false\ncopy t from stdin; select 0;\n\\endif\n;\'"$$\n\\.\nselect 1;\n\\endif\nselect 2;',
      'select 2',
    ],
    'a function body in a branch that does not run': [
      '\\if false\ncreate function f() returns int begin atomic select 1; end;\n\\endif\nselect 2; begin; end;',
      'select 2',
      'begin',
      'end',
    ],
    'no change of settings': [
      "\\if false\nset client_encoding = 'SJIS';\n\\encoding LATIN1\n\\endif\nselect 'é';",
      "select 'é'",
    ],
    '\\q in a branch': ['select 1; \\if true\nselect 2 \\q', 'select 1', 'select 2'],
  }
  for (const [name, [script, ...statements]] of Object.entries(cases)) {
    test(name, async () => expect(await textsOf(script)).toEqual(statements))
  }
})

describe('refused', () => {
  const cases: Record<string, readonly [script: string, message: string, line: number]> = {
    'no endif': ['select 1;\n\\if true\nselect 2;', 'the \\if at line 2 has no \\endif', 2],
    'no endif, not run': ['\\if false\nselect 2', 'the \\if at line 1 has no \\endif', 1],
    'no if': ['\n\\endif', '\\endif without \\if', 2],
    'else without if': ['\\else', '\\else without \\if', 1],
    'elif after else': ['\\if true\n\\else\n\\elif true\n\\endif', '\\elif after \\else', 3],
    'two elses': ['\\if true\n\\else\n\\else\n\\endif', '\\else after \\else', 3],
    'no boolean': [
      '\\if maybe\n\\endif',
      'the condition of \\if is "maybe", which is neither true nor false',
      1,
    ],
    'no condition': ['\\if\n\\endif', 'the condition of \\if is "", which is neither true nor false', 1],
    'a variable': ['\\if :x\n\\endif', 'the condition of \\if is ":x", which is neither true nor false', 1],
    backticks: ['\\if `id`\n\\endif', '\\if runs a shell command in backticks', 1],
    'after \\restrict': ['\\restrict abc\n\\if true\n\\endif', '\\if is not allowed after \\restrict', 2],
  }
  for (const [name, [script, message, line]] of Object.entries(cases)) {
    test(name, async () =>
      expect(await refusal(script)).toMatchObject({ code: 'E_SCRIPT', message, place: { line } }),
    )
  }

  test('a million of them', async () => {
    const { error } = await readUntilError('\\if true\n'.repeat(1_000_000), [65_536])
    expect(error).toMatchObject({ message: '\\if is nested deeper than 1000 levels', place: { line: 1001 } })
  })
})

test('boolean words', () => {
  for (const word of ['t', 'TRUE', 'tru', 'y', 'Yes', 'on', 'ON', '1']) expect(booleanOf(word)).toBe(true)
  for (const word of ['f', 'False', 'n', 'NO', 'of', 'off', '0']) expect(booleanOf(word)).toBe(false)
  for (const word of ['', 'o', 'onn', 'offf', 'truee', '2', '01', 'nope', ' t'])
    expect(booleanOf(word)).toBeUndefined()
})
