import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { version } from '../../src/version.ts'
import { exampleProject, runCli } from '../support/cli.ts'

test('the version is that of package.json', async () => {
  const manifest = JSON.parse(await readFile(join(exampleProject, 'package.json'), 'utf8')) as {
    version: string
  }
  expect(version).toBe(manifest.version)
  expect(await runCli(['--version'], { cwd: exampleProject })).toEqual({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  })
})
