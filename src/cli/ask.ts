import type { DowngradeWarning } from '../commands/downgrade.ts'
import type { ResetWarning } from '../commands/reset.ts'
import { PlinthError } from '../errors.ts'
import type { Rename } from '../schema/rename/rename.ts'
import type { Call } from './call.ts'
import { doomed } from './render.ts'
import { count } from './words.ts'

/** Asks for the name of the database that `reset` is about to empty. */
export async function askForName(call: Call, warning: ResetWarning): Promise<string | undefined> {
  call.terminal.error(`  This deletes ${doomed(warning)}.`)
  return ask(call, '? Type the database name to continue: ')
}

/** Asks whether `downgrade` may go on in staging or production. */
export async function askYesOrNo(call: Call, warning: DowngradeWarning): Promise<boolean> {
  const { database, environment, steps } = warning
  call.terminal.error(
    `  This undoes ${count(steps, 'migration')} of ${database}, which is marked as ${environment}.`,
  )
  return isYes(await ask(call, '? Go on? [y/N] '))
}

/** Whether what autogenerate found under another name is the same thing. */
export async function askRename(call: Call, { kind, from, to }: Rename): Promise<boolean> {
  const [what, target] = [`${kind} ${from}`, to].map((text) => text.replaceAll(/\s+/g, ' '))
  return isYes(await ask(call, `? Is ${target} what ${what} was, renamed? [y/N] `))
}

function isYes(line: string | undefined): boolean {
  return /^y(es)?$/i.test(line ?? '')
}

/** A line that the user types; undefined when the input ends instead. Throws E_INTERRUPTED. */
async function ask(call: Call, question: string): Promise<string | undefined> {
  const { createInterface } = await import('node:readline')
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  return new Promise((resolve, reject) => {
    const { signal } = call.at
    signal?.addEventListener('abort', () => reader.close(), { once: true })
    // On a terminal Ctrl-C is a key for the reader, and no signal for the process.
    reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    reader.once('close', () => {
      // The cursor still stands behind the question, unless a line was typed.
      if (!answered) call.terminal.error('')
      if (signal?.aborted) reject(interrupted())
      else resolve(undefined)
    })
    let answered = false
    reader.question(question, (line) => {
      answered = true
      resolve(line.trim())
      reader.close()
    })
  })
}

function interrupted(): PlinthError {
  return new PlinthError('E_INTERRUPTED', 'the run was interrupted at the question', {
    result: 'Nothing was changed.',
  })
}
