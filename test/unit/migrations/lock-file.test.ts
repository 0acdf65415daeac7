import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { PlinthError } from '../../../src/errors.ts'
import {
  checksumOf,
  draftLine,
  parseLock,
  printLock,
  provenLine,
  type LockFile,
  type LockLine,
} from '../../../src/migrations/lock-file.ts'
import { changeLock, readLock } from '../../../src/migrations/lock-on-disk.ts'
import { migrationOf } from '../../../src/migrations/read-migrations.ts'
import { isRevisionId, revisionId } from '../../../src/revision/revision.ts'
import type { Fingerprint } from '../../../src/schema/fingerprint.ts'
import { realWorld, type World } from '../../../src/world.ts'

const hex = (digit: string) => digit.repeat(64)
const first =
  '# plinth.lock 1: revision, checksum, normal checksum, checksum of the init script, fingerprint, downgrade'

const line: LockLine = {
  revision: revisionId('bbbbbbbbbbbb'),
  checksum: hex('1'),
  normalChecksum: hex('2'),
  initChecksum: undefined,
  fingerprint: `1:${hex('3')}` as Fingerprint,
  downgrade: 'proven',
}
const lockOf = (lines: readonly LockLine[]): LockFile => new Map(lines.map((one) => [one.revision, one]))

function errorOf(text: string): string {
  try {
    parseLock(text, 'plinth.lock')
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    return [`${String(error.place?.line)} ${error.code} ${error.message}`, error.detail, error.hint]
      .filter(Boolean)
      .join('\n')
  }
  return 'no error'
}

test('what it looks like', () => {
  const baseline = { ...line, revision: revisionId('aaaaaaaaaaaa'), initChecksum: hex('4') }
  const draft = {
    ...line,
    revision: revisionId('0c'),
    fingerprint: undefined,
    downgrade: 'unproven' as const,
  }
  expect(printLock(lockOf([line, baseline, draft]))).toBe(
    [
      first,
      `0c ${hex('1')} ${hex('2')} - - unproven`,
      `aaaaaaaaaaaa ${hex('1')} ${hex('2')} ${hex('4')} 1:${hex('3')} proven`,
      `bbbbbbbbbbbb ${hex('1')} ${hex('2')} - 1:${hex('3')} proven`,
      '',
    ].join('\n'),
  )
})

const sums = fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 })
const anySum = sums.map((digits) => digits.join(''))
const anyLine: fc.Arbitrary<LockLine> = fc.record({
  revision: fc.stringMatching(/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}$/).filter(isRevisionId),
  checksum: anySum,
  normalChecksum: anySum,
  initChecksum: fc.option(anySum, { nil: undefined }),
  fingerprint: fc.option(
    fc.tuple(fc.integer({ min: 1, max: 9999 }), anySum).map((parts) => parts.join(':') as Fingerprint),
    { nil: undefined },
  ),
  downgrade: fc.constantFrom('proven', 'lossy', 'irreversible', 'unproven'),
})
const anyLock = fc.uniqueArray(anyLine, { selector: ({ revision }) => revision }).map(lockOf)

test('law: reading what was written gives the same, whatever the order of lines, line ends and blank lines', () => {
  fc.assert(
    fc.property(anyLock, fc.constantFrom('\n', '\r\n'), (lock, lineEnd) => {
      const text = printLock(lock)
      expect(parseLock(text, 'plinth.lock')).toEqual(lock)
      const [head, ...lines] = text.split('\n')
      expect(parseLock([head, ...lines.reverse(), ''].join(lineEnd), 'plinth.lock')).toEqual(lock)
      expect(printLock(parseLock(text, 'plinth.lock'))).toBe(text)
    }),
  )
})

test('a new revision is one new line, and no other changes', () => {
  fc.assert(
    fc.property(anyLock, anyLine, (lock, added) => {
      fc.pre(!lock.has(added.revision))
      const before = printLock(lock).split('\n')
      const after = printLock(lockOf([...lock.values(), added])).split('\n')
      expect(after.filter((one) => !before.includes(one))).toHaveLength(1)
      expect(before.filter((one) => !after.includes(one))).toEqual([])
    }),
  )
})

test('git joins what two branches add', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-lock-file-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const revisions = (ids: string) => [...ids].map((id) => ({ ...line, revision: revisionId(id.repeat(12)) }))
  const sides = { base: '01258adf', ours: '012358adf', theirs: '01258abdf' }
  for (const [name, ids] of Object.entries(sides))
    await writeFile(join(folder, name), printLock(lockOf(revisions(ids))))
  const merged = execFileSync('git', ['merge-file', '-p', 'ours', 'base', 'theirs'], { cwd: folder })
  expect(parseLock(merged.toString(), 'plinth.lock')).toEqual(lockOf(revisions('012358abdf')))
})

const whole = printLock(lockOf([line]))

test.each([
  ['', '1 E_MIGRATION_FORMAT plinth.lock is not a lock file: it does not begin with "# plinth.lock 1"'],
  ['# plinth.lock 12', '1 E_MIGRATION_FORMAT plinth.lock is of version 12, which is not known'],
  [
    `${whole}bbb\n`,
    '3 E_MIGRATION_FORMAT plinth.lock is not a lock file: the line is not of the documented form',
  ],
  [
    `${whole}${whole.split('\n')[1]}\n`,
    '3 E_MIGRATION_FORMAT plinth.lock is not a lock file: the revision "bbbbbbbbbbbb" has a second line',
  ],
  [
    whole.replace('proven', 'Proven'),
    '2 E_MIGRATION_FORMAT plinth.lock is not a lock file: the line is not of',
  ],
  [whole.replace(' - ', '  '), '2 E_MIGRATION_FORMAT plinth.lock is not a lock file: the line is not of'],
  [
    whole.replace('bbbbbbbbbbbb', 'head'),
    '2 E_MIGRATION_FORMAT plinth.lock is not a lock file: the line is not of',
  ],
  [whole.replace('1:3', '0:3'), '2 E_MIGRATION_FORMAT plinth.lock is not a lock file: the line is not of'],
])('what is broken is named with its line: %j', (text, expected) => {
  expect(errorOf(text)).toContain(expected)
  expect(errorOf(text)).toMatch(/plinth verify --update$|npm install plinth@latest$/)
})

test('conflict markers of git', () => {
  const [head, own] = whole.split('\n')
  const text = [head, '<<<<<<< HEAD', own, '=======', own?.replace('bbbb', 'cccc'), '>>>>>>> other', ''].join(
    '\n',
  )
  expect(errorOf(text)).toBe(`2 E_MIGRATION_FORMAT plinth.lock has conflict markers of git
Each line stands for itself: where the sides added revisions, the lines of both are right.
Keep those lines and remove the markers, or write it anew: plinth verify --update`)
  expect(errorOf(text.replaceAll('\n', '\r\n'))).toContain('conflict markers')
})

const migrationText = `-- Add it
--
-- revision: bbbbbbbbbbbb
-- revises:

-- plinth: upgrade
SELECT 1;

-- plinth: downgrade
SELECT 2;
`

test('a draft has the checksums of its file, the same for every checkout', () => {
  const unix = migrationOf('/m.sql', migrationText)
  const draft = draftLine(unix, undefined)
  expect(draft).toEqual({
    revision: 'bbbbbbbbbbbb',
    checksum: hash('sha256', migrationText),
    normalChecksum: unix.normalChecksum,
    initChecksum: undefined,
    fingerprint: undefined,
    downgrade: 'unproven',
  })
  const windows = migrationOf('/m.sql', `\ufeff${migrationText.replaceAll('\n', '\r\n')}`)
  expect(draftLine(windows, undefined)).toEqual(draft)
  expect(checksumOf(migrationOf('/m.sql', migrationText.replace('it', 'that')))).not.toBe(draft.checksum)
})

test('what has no way back is not to be proven', () => {
  const oneWay = migrationText.replace('SELECT 2;', '-- plinth: irreversible "gone"')
  expect(draftLine(migrationOf('/m.sql', oneWay), undefined).downgrade).toBe('irreversible')
  const none = migrationText.slice(0, migrationText.indexOf('-- plinth: downgrade'))
  expect(draftLine(migrationOf('/m.sql', none), undefined).downgrade).toBe('irreversible')
})

test('a proof is added to the line of the file', () => {
  const draft = draftLine(migrationOf('/m.sql', migrationText), undefined)
  const proof = { fingerprint: `1:${hex('9')}` as Fingerprint, downgrade: 'lossy' } as const
  expect(provenLine(draft, proof)).toEqual({ ...draft, ...proof })
})

test('on disk: none, written, overwritten, with nothing beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-lock-file-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  expect(await readLock(folder)).toBeUndefined()
  expect(await readLock(join(folder, 'none'))).toBeUndefined()
  await writeFile(join(folder, 'plinth.lock'), 'broken')
  await expect(readLock(folder)).rejects.toMatchObject({ code: 'E_MIGRATION_FORMAT', place: { line: 1 } })
  await changeLock(realWorld(folder), folder, async () => lockOf([line]))
  expect(await readLock(folder)).toEqual(lockOf([line]))
  expect(await readFile(join(folder, 'plinth.lock'), 'utf8')).toBe(whole)
  expect(await readdir(folder)).toEqual(['plinth.lock'])
  await expect(
    changeLock(realWorld(folder), join(folder, 'none'), async () => lockOf([])),
  ).rejects.toMatchObject({
    code: 'E_FILE',
    hint: expect.stringContaining('plinth verify --update') as string,
  })
})

describe('several that change it at once', () => {
  const other = { ...line, revision: revisionId('0123456789ab') }
  const folderOfOwn = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plinth-lock-file-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    return folder
  }
  const adding = (world: World, folder: string, added: LockLine) =>
    changeLock(world, folder, async () => {
      const there = (await readLock(folder)) ?? []
      // Time enough for the other one to read the same.
      await pause(30)
      return new Map([...there, [added.revision, added]])
    })

  test('each finds what the one before it wrote', async () => {
    const folder = await folderOfOwn()
    const world = realWorld(folder)
    await Promise.all([line, other].map((added) => adding(world, folder, added)))
    expect(await readLock(folder)).toEqual(lockOf([line, other]))
    expect(await readdir(folder)).toEqual(['plinth.lock'])
  })

  test('the mark of one that is gone is waited for, and taken away', async () => {
    const folder = await folderOfOwn()
    await writeFile(join(folder, '.plinth.lock.busy'), 'of a process that was killed')
    let ms = 0
    const world: World = {
      ...realWorld(folder),
      monotonicMs: () => ms,
      sleep: async () => void (ms += 500),
    }
    await adding(world, folder, line)
    expect(ms).toBeGreaterThan(10_000)
    expect(await readdir(folder)).toEqual(['plinth.lock'])
  })

  test('one that fails leaves the file, and no mark', async () => {
    const folder = await folderOfOwn()
    const world = realWorld(folder)
    const failing = changeLock(world, folder, () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await readdir(folder)).toEqual([])
  })
})
