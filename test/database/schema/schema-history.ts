import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SchemaPair } from './schema-pairs.ts'

const run = promisify(execFile)

/** A file of a git repository whose versions are schemas. */
export interface HistoryFile {
  /** The directory of git itself; it needs no work tree. */
  readonly repository: string
  /** From the root of the work tree. */
  readonly path: string
}

/** Neighbours among at most `count` versions of a file, picked evenly, the first and the last among them. An id has the day of each: `3 (2019-02-01 2019-04-30)`. */
export async function readHistory(
  file: HistoryFile,
  { count }: { readonly count: number },
): Promise<readonly SchemaPair[]> {
  const versions = pickEvenly(await readVersions(file), count)
  const texts = await Promise.all(versions.map(({ blob }) => git(file, 'cat-file', 'blob', blob)))
  return versions.slice(1).map(({ day }, at) => ({
    id: `${at + 1} (${versions[at]!.day} ${day})`,
    suite: 'history',
    category: 'history',
    setup: '',
    a: texts[at]!,
    b: texts[at + 1]!,
  }))
}

interface Version {
  readonly day: string
  readonly blob: string
}

/** The oldest first. Of a merge, what it brought to its first parent. */
async function readVersions(file: HistoryFile): Promise<readonly Version[]> {
  const range = ['--first-parent', '-m', '--reverse', '--diff-filter=AM', '--no-abbrev', '--raw']
  const log = await git(file, 'log', ...range, '--date=short', '--format=%cd', '--', file.path)
  const versions: Version[] = []
  let day = ''
  for (const line of log.split('\n')) {
    const [, blob] = /^:\d+ \d+ \w+ (\w+) [AM]\t/.exec(line) ?? []
    if (blob !== undefined && blob !== versions.at(-1)?.blob) versions.push({ day, blob })
    else if (/^\d{4}-/.test(line)) day = line
  }
  return versions
}

function pickEvenly<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all
  return Array.from({ length: count }, (_, at) => all[Math.round((at * (all.length - 1)) / (count - 1))]!)
}

async function git({ repository }: HistoryFile, ...words: readonly string[]): Promise<string> {
  const { stdout } = await run('git', ['--git-dir', repository, ...words], { maxBuffer: 2 ** 30 })
  return stdout
}
