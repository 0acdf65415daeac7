import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { dist, exampleProject } from './cli.ts'

const sources = ['src', 'scripts/build.mjs', 'docs/errors.md', 'package.json']

/** vitest's globalSetup: builds dist/ when a source is newer, so that no test runs an older command line. */
export function setup(): void {
  if (process.env['PLINTH_TEST_DIST'] !== undefined) return
  const built = statSync(join(dist, 'cli/main.cjs'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built > Math.max(...sources.map((source) => newest(join(exampleProject, source))))) return
  process.stdout.write('building dist/, which is older than the sources\n')
  execFileSync(process.execPath, [join(exampleProject, 'scripts/build.mjs')], { stdio: 'inherit' })
}

/** When a file, or any in a folder, was changed last. */
function newest(path: string): number {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
