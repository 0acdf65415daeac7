import { expect, test } from 'vitest'
import { nearestLines } from '../../../src/commands/nearest-lines.ts'
import type { RevisionId } from '../../../src/revision/revision.ts'
import { keyOf } from '../../../src/schema/schema.ts'

const revision = 'aaaaaaaaaaaa' as RevisionId

test('columns are told of a table that is there on both sides, and of nothing that is told itself', () => {
  const lines = nearestLines({
    revision,
    missing: [
      keyOf('column', ['public', 'users', 'name']),
      keyOf('column', ['public', 'v', 'name']),
      keyOf('table', ['public', 'gone']),
      keyOf('column', ['public', 'gone', 'id']),
    ],
    differing: [keyOf('table', ['public', 'users']), keyOf('view', ['public', 'v'])],
    extra: [keyOf('column', ['public', 'v', 'mail'])],
  })
  expect(lines).toEqual([
    '- column public.users.name',
    '- table public.gone',
    '~ table public.users',
    '~ view public.v',
  ])
})
