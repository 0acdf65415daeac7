import { expect, test } from 'vitest'
import type { Composed } from '../../../src/database/postgres/catalog/composed.ts'
import { definitionsOf } from '../../../src/database/postgres/catalog/definitions.ts'

const composed = (oid: number, ...forms: readonly string[]): Composed => ({ oid, text: `ours ${oid}`, forms })

/** What becomes of objects, and of which the server was asked, where it writes some of them otherwise. */
async function define(
  objects: readonly (Composed | { readonly oid: number })[],
  otherwise: readonly number[],
) {
  const asked: (readonly number[])[] = []
  const definitions = await definitionsOf(objects, {
    compose: (object) => ('forms' in object ? object : undefined),
    ask: async (oids) => {
      if (oids.length > 0) asked.push(oids)
      return new Map(oids.map((oid) => [oid, otherwise.includes(oid) ? `theirs ${oid}` : `ours ${oid}`]))
    },
  })
  return { definitions: Object.fromEntries(definitions), asked }
}

test('one of each form is asked for, and what cannot be composed', async () => {
  const objects = [composed(1, 'a'), composed(2, 'a'), composed(3, 'b', 'a'), { oid: 4 }, composed(5, 'b')]
  expect(await define(objects, [4])).toEqual({
    definitions: { 1: 'ours 1', 2: 'ours 2', 3: 'ours 3', 4: 'theirs 4', 5: 'ours 5' },
    asked: [[4, 1, 5]],
  })
})

test('where one is written otherwise, all of its forms are asked for', async () => {
  const objects = [composed(1, 'a'), composed(2, 'a', 'b'), composed(3, 'b'), composed(4, 'a')]
  expect(await define(objects, [1, 2, 4])).toEqual({
    definitions: { 1: 'theirs 1', 2: 'theirs 2', 3: 'ours 3', 4: 'theirs 4' },
    asked: [
      [1, 3],
      [2, 4],
    ],
  })
})

test('nothing is asked for where there is nothing', async () => {
  expect(await define([], [])).toEqual({ definitions: {}, asked: [] })
})
