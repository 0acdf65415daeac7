import { expect, it } from 'vitest'
import { differenceOf } from '../../../src/plan/difference.ts'

it('has the lines that were taken away and added, and not those of line ends', () => {
  expect(differenceOf('a\nb\nc\n', '\uFEFFa\r\nB\r\nc\r\nd\r\n')).toEqual(['- b', '+ B', '+ d'])
  expect(differenceOf('a\n', 'a\n')).toEqual([])
})

it('is not longer than twenty lines and one', () => {
  const many = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join('')
  const found = differenceOf('', many)
  expect(found).toHaveLength(21)
  expect(found.at(-1)).toBe('… and 10 lines more')
})
