import { cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main, exampleProject, runProcess } from '../support/cli.ts'

interface Example {
  readonly command: string
  /** The lines below the command, as the README shows them. */
  readonly expected: readonly string[]
}

const readme = await readFile(join(exampleProject, 'README.md'), 'utf8').catch(() => '')
const examples = [...readme.matchAll(/^```console\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
  examplesOf(block),
)

function examplesOf(block: string): readonly Example[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...expected] = part.split('\n')
      return {
        command: command.replace(/\s+#.*$/, '').trim(),
        expected: expected.map((line) => line.trimEnd()).filter((line) => line !== ''),
      }
    })
}

/** A line of the README, `…` standing for anything. Runs of spaces count as one. */
function patternOf(line: string): RegExp {
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+')
  return new RegExp(`^\\s*${line.trim().split('…').map(escape).join('.*')}\\s*$`)
}

/** The first expected line that is not in the output below the lines before it; stdout and stderr each keep their order. */
function missingLine(expected: readonly string[], outputs: readonly string[]): string | undefined {
  const rest = outputs.map((output) => output.split('\n'))
  for (const line of expected.filter((one) => one.trim() !== '…')) {
    const pattern = patternOf(line)
    const found = rest.find((lines) => lines.some((one) => pattern.test(one)))
    if (found === undefined) return line
    found.splice(0, found.findIndex((one) => pattern.test(one)) + 1)
  }
  return undefined
}

describe('the commands of README.md', () => {
  let folder: string
  const run = (command: string) => {
    const cli = `"${process.execPath}" "${main}"`
    return runProcess('bash', ['-c', command.replace(/\bnpx plinth\b|^plinth\b/g, cli)], { cwd: folder })
  }
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'plinth-readme-')))
    for (const part of ['sql', 'migrations'])
      await cp(join(exampleProject, part), join(folder, part), { recursive: true })
  })
  afterAll(async () => {
    await run('npx plinth server stop; npx plinth server stop --cwd shop')
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  test.each(examples.filter(({ command }) => !/^(npm|git|cd|docker)\b/.test(command)))(
    '$command',
    async ({ command, expected }) => {
      const { stdout, stderr } = await run(command)
      expect(missingLine(expected, [stdout, stderr]), `${stdout}${stderr}`).toBeUndefined()
    },
  )
})
