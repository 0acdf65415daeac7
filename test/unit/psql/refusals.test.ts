import { describe, expect, test } from 'vitest'
import { readAll, refusal } from './reading.ts'

describe('what a script leaves open', () => {
  const cases: Record<string, readonly [script: string, message: string, line: number, column: number]> = {
    string: ["select 1;\nselect 'it''s; select 2;", 'a string that begins at line 2 is never closed', 2, 8],
    'escape string': ["select E'\\';", 'a string that begins at line 1 is never closed', 1, 8],
    identifier: ['select\n "a;', 'a quoted identifier that begins at line 2 is never closed', 2, 2],
    'dollar quote': [
      '\ndo $x$ begin; $$ ;',
      'the dollar quote $x$ that begins at line 2 is never closed',
      2,
      4,
    ],
    comment: ['\n\n/* a /* b */ ;', 'a comment that begins at line 3 is never closed', 3, 1],
    parenthesis: [
      'select 1;\nselect (2, (3);\nselect 4;',
      'a parenthesis that begins at line 2 is never closed',
      2,
      8,
    ],
    'BEGIN ATOMIC': [
      'create function f() begin atomic select 1;',
      'the body of the function that begins at line 1 has no END',
      1,
      1,
    ],
  }
  for (const [name, [script, message, line, column]] of Object.entries(cases)) {
    for (const sizes of [[], [1]]) {
      test(`${name}, chunks ${sizes.join() || 'whole'}`, async () => {
        const error = await refusal(script, sizes)
        expect(error).toMatchObject({ code: 'E_SCRIPT', message, place: { file: 'init.sql', line, column } })
      })
    }
  }
})

describe('what is no SQL', () => {
  const cases: Record<string, readonly [script: Buffer, message: RegExp]> = {
    'custom-format dump': [Buffer.from('PGDMP\x01\x0e'), /custom format of pg_dump/],
    'tar dump': [Buffer.from('toc.dat\0\0\0'), /tar format/],
    gzip: [Buffer.from([0x1f, 0x8b, 8, 0]), /compressed with gzip/],
    zstd: [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), /compressed with zstd/],
    'UTF-16': [Buffer.from('\ufeffselect 1;', 'utf16le'), /UTF-16/],
    'web page': [Buffer.from('\n <!DOCTYPE html><html>'), /HTML page/],
    'web page without a type': [Buffer.from('<HTML><body>'), /HTML page/],
    'Git LFS pointer': [Buffer.from('version https://git-lfs.github.com/spec/v1\n'), /Git LFS pointer/],
  }
  for (const [name, [script, message]] of Object.entries(cases)) {
    test(name, async () => {
      for (const sizes of [[], [1]]) {
        const error = await refusal(script, sizes)
        expect(error.code).toBe('E_SCRIPT')
        expect(error.message).toMatch(message)
        expect(error.hint).toBeTruthy()
      }
    })
  }
})

describe('what is no text', () => {
  test('NUL, with its place', async () => {
    const error = await refusal('select 1;\nselect \0;')
    expect(error.message).toBe('the script holds a NUL byte at offset 17')
    expect(error.place).toMatchObject({ line: 2, column: 8 })
  })

  const invalid: Record<string, readonly [script: string, offset: number]> = {
    'LATIN1 in a string': ["select 'caf\xe9';", 11],
    'LATIN1 in a comment': ['-- caf\xe9\nselect 1;', 6],
    'LATIN1 in a meta-command': ['\\echo \xe9\n', 6],
    'LATIN1 after the last statement': ['select 1; -- \xe9', 13],
    'half a surrogate pair': ["select '\xed\xa0\x80';", 8],
    'a character cut off': ['select 1 as \xe8\xa1', 12],
    'an overlong character': ["select '\xc0\xaf'", 8],
  }
  for (const [name, [script, offset]] of Object.entries(invalid)) {
    test(name, async () => {
      for (const sizes of [[], [1]]) {
        const { message } = await refusal(Buffer.from(script, 'latin1'), sizes)
        expect(message).toMatch(/^the script is not valid UTF-8: byte 0x[0-9A-F]{2} at offset \d+$/)
        expect(message).toContain(`offset ${offset}`)
      }
    })
  }
})

describe('standard_conforming_strings', () => {
  const off = [
    'set standard_conforming_strings = off',
    "SET LOCAL standard_conforming_strings TO 'off'",
    'set session standard_conforming_strings=false',
    "select pg_catalog.set_config('standard_conforming_strings', 'off', false)",
    'select 1\\; set standard_conforming_strings = off',
  ]
  for (const script of off) {
    test(`refused: ${script}`, async () => {
      expect((await refusal(script)).message).toContain('standard_conforming_strings')
    })
  }

  test('on is what it should be', async () => {
    expect(
      await readAll('SET standard_conforming_strings = on; show standard_conforming_strings;'),
    ).toHaveLength(2)
  })
})
