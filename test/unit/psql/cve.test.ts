import { describe, expect, test } from 'vitest'
import { readScript } from '../../../src/psql/read-script.ts'
import { inChunks, refusal, textsOf } from './reading.ts'

const variables = new Map([['key', 'abc']])

describe('CVE-2026-6464: rows of a COPY that failed are never taken for SQL', () => {
  const script = 'copy missing from stdin;\ndrop table x;\n\\! id\n\\.\nselect 1;'
  for (const sizes of [[], [1], [7]]) {
    test(`rows that nobody reads, chunks ${sizes.join() || 'whole'}`, async () => {
      const texts: string[] = []
      for await (const item of readScript(inChunks(Buffer.from(script), sizes), { file: 'x' }))
        texts.push(item.text)
      expect(texts).toEqual(['copy missing from stdin', 'select 1'])
    })
  }

  test('rows that somebody stops to read', async () => {
    const texts: string[] = []
    for await (const item of readScript(inChunks(Buffer.from(script), [9]), { file: 'x' })) {
      texts.push(item.text)
      if (item.kind === 'copy') for await (const _ of item.data) break
    }
    expect(texts).toEqual(['copy missing from stdin', 'select 1'])
  })
})

describe('CVE-2026-18408: the key of \\unrestrict is not expanded', () => {
  for (const key of ['`echo abc`', ':key', ":'key'", ':"key"', "'abc'", '"abc"', 'ab`echo c`']) {
    test(key, async () => {
      const error = await refusal(`\\restrict abc\nselect 1;\n\\unrestrict ${key}\n\\echo x`, [], {
        variables,
      })
      expect(error).toMatchObject({ code: 'E_SCRIPT', place: { line: 3 } })
    })
    test(`${key} of \\restrict`, async () => {
      expect((await refusal(`\\restrict ${key}`, [], { variables })).code).toBe('E_SCRIPT')
    })
  }
})

describe('CVE-2025-8714: in a dump, what looks like a meta-command is none', () => {
  const dump = (name: string) => `\\restrict abc\nselect 1; -- Name: ${name}\n\\unrestrict abc\n`

  test('a name with a line end in it', async () => {
    expect((await refusal(dump('x\n\\! id'))).message).toBe('\\! is not allowed after \\restrict')
  })

  test('a name that lifts the restriction', async () => {
    expect((await refusal(dump('x\n\\unrestrict def'))).message).toBe('\\unrestrict has the wrong key')
  })

  test('a branch that does not run is no way around', async () => {
    expect((await refusal(dump('x\n\\if false'))).message).toBe('\\if is not allowed after \\restrict')
  })

  test('a name without any', async () => expect(await textsOf(dump('x'))).toEqual(['select 1']))
})
