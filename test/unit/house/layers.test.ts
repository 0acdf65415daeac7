import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const src = join(root, 'src')

/** The table of ARCHITECTURE.md: room → line. */
function readLayers(): ReadonlyMap<string, number> {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const rows = [...text.matchAll(/^(\d+)\s+(.+)$/gm)].filter(([, , rooms = '']) => /\.ts|\//.test(rooms))
  return new Map(
    rows.flatMap(([, line, rooms = '']) =>
      rooms.split(' · ').map((room) => [room.trim(), Number(line)] as const),
    ),
  )
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'))
const layers = readLayers()

const roomOf = (file: string): string => (file.includes('/') ? `${file.slice(0, file.indexOf('/'))}/` : file)

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8')
  const found = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, path = '']) => path)
  return found
    .filter((path) => path.startsWith('.'))
    .map((path) => relative(src, resolve(dirname(join(src, file)), path)))
}

describe('the layers of ARCHITECTURE.md', () => {
  test('every room has its line', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !layers.has(room))).toEqual([])
    expect([...layers.keys()].filter((room) => !files.some((file) => roomOf(file) === room))).toEqual([])
  })

  test('imports point down the list', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => roomOf(target) !== roomOf(file))
        .filter((target) => (layers.get(roomOf(target)) ?? 0) <= (layers.get(roomOf(file)) ?? 0))
        .map((target) => `${file} → ${target}`),
    )
    expect(wrong).toEqual([])
  })

  test('no cycles between files', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file)]))
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): readonly string[] => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
      if (done.has(file)) return []
      for (const target of graph.get(file) ?? []) {
        const cycle = visit(target, [...path, file])
        if (cycle.length > 0) return cycle
      }
      done.add(file)
      return []
    }
    for (const file of files) expect(visit(file, [])).toEqual([])
  })

  // The session hides one variable from the driver, which refuses a value that libpq knows.
  const homes: readonly (readonly [string, RegExp, (file: string) => boolean])[] = [
    ['execa', /['"]execa['"]/, (file) => file === 'world.ts'],
    ['chalk', /from 'chalk'/, (file) => file.startsWith('cli/')],
    ['yargs', /from 'yargs'/, (file) => file === 'cli/arguments.ts'],
    ['the driver', /from 'postgres'/, (file) => file.startsWith('database/')],
    [
      'process.',
      /\bprocess\.(env|exit|argv|cwd|stdout|stderr)\b/,
      (file) =>
        ['main.ts', 'world.ts', 'database/postgres/driver.ts'].includes(file) || file.startsWith('cli/'),
    ],
    ['console', /\bconsole\./, () => false],
  ]
  test.each(homes)('%s has one home', (_, pattern, isHome) => {
    const found = files.filter(
      (file) =>
        !isHome(file) &&
        pattern.test(readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
    )
    expect(found).toEqual([])
  })

  test('no default exports, no enums, no catch-all rooms', () => {
    const bad = files.filter((file) =>
      /^export default |^(export )?(const )?enum /m.test(readFileSync(join(src, file), 'utf8')),
    )
    expect(bad).toEqual([])
    expect(
      files.filter((file) => /(^|\/)(utils?|helpers?|common|manager|service)(\/|\.ts)/.test(file)),
    ).toEqual([])
  })
})
