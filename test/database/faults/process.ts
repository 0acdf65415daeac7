import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { example } from '../../support/project.ts'
import { startProcess, type Started } from '../../cli/started.ts'

/** Starts `plinth` as a process. */
type StartCli = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) => Started

/** The command line of these very sources, built for this test file; dist/ might be older. */
export function builtCli(): StartCli {
  const main = builtMain()
  return (args, cwd, env) => {
    const started = startProcess(process.execPath, [main(), ...args], { cwd, env })
    onTestFinished(() => started.signal('SIGKILL'))
    return started
  }
}

/** The path of its main file, once the tests run. */
export function builtMain(): () => string {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(example, 'node_modules', '.plinth-test-faults-'))
    await build({
      entryPoints: [join(example, 'src/main.ts')],
      outdir: folder,
      bundle: true,
      splitting: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      logLevel: 'warning',
      outExtension: { '.js': '.mjs' },
      external: ['execa', 'jiti'],
      banner: {
        js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
      },
    })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return () => join(folder, 'main.mjs')
}
