import { expect, test } from 'vitest'
import { renderBar, renderBatches } from '../../../src/cli/bar.ts'

test.each([
  [
    { statements: 0, bytes: 0, totalBytes: 0, elapsedMs: 0 },
    '░░░░░░░░░░░░░░░░░░░░ 0 %  0 statements, 0 B of 0 B',
  ],
  [
    { statements: 1, bytes: 1024, totalBytes: 2048, elapsedMs: 500 },
    '██████████░░░░░░░░░░ 50 %  1 statement, 1.0 kB of 2.0 kB',
  ],
  [
    { statements: 1200, bytes: 3_145_728, totalBytes: 4_194_304, elapsedMs: 3000 },
    '███████████████░░░░░ 75 %  1200 statements, 3.0 MB of 4.0 MB, 1.0 MB/s, 1.0 s left',
  ],
  [
    { statements: 2, bytes: 10, totalBytes: 5, elapsedMs: 2000 },
    '████████████████████ 100 %  2 statements, 10 B of 5 B, 5 B/s, 0 ms left',
  ],
])('%j', (reading, line) => {
  expect(renderBar(reading)).toBe(line)
})

test.each([
  [{ rows: 0, rowsBefore: 0, totalRows: 0, elapsedMs: 0 }, '░░░░░░░░░░░░░░░░░░░░ 0 %  0 of about 0 rows'],
  [
    { rows: 500, rowsBefore: 0, totalRows: 1000, elapsedMs: 900 },
    '██████████░░░░░░░░░░ 50 %  500 of about 1000 rows',
  ],
  [
    { rows: 5000, rowsBefore: 2000, totalRows: 20000, elapsedMs: 3000 },
    '█████░░░░░░░░░░░░░░░ 25 %  5000 of about 20000 rows, 1000 rows/s, 15.0 s left',
  ],
  [
    { rows: 2000, rowsBefore: 2000, totalRows: 4000, elapsedMs: 3000 },
    '██████████░░░░░░░░░░ 50 %  2000 of about 4000 rows',
  ],
])('batches: %j', (reading, line) => {
  expect(renderBatches(reading)).toBe(line)
})
