import type { CreateResult } from '../commands/create.ts'
import { PlinthError } from '../errors.ts'
import { answer, isRehearsal } from './answer.ts'
import type { Call } from './call.ts'
import { renderCreate, renderNewFile } from './render.ts'

export async function runCreate(call: Call): Promise<number> {
  if (call.options['from-database'] === true)
    return (await import('./run-from-database.ts')).runFromDatabase(call)
  refuseWithoutMessage(call)
  if (call.options['auto'] === true) return (await import('./run-autogenerate.ts')).runAutogenerate(call)
  const { create } = await import('../commands/create.ts')
  const { options } = call
  refuseWithoutAuto(call)
  const text = (name: string) => options[name] as string | undefined
  const values = Object.fromEntries(
    ['table', 'column', 'type', 'references'].flatMap((name) =>
      text(name) === undefined ? [] : [[name, text(name)]],
    ),
  )
  const result = await create(call.at, {
    message: call.words[0] as string,
    head: options['head'] as string[] | undefined,
    label: text('label'),
    dependsOn: options['depends-on'] as string[] | undefined,
    template: text('template'),
    language: options['ts'] === true ? 'ts' : undefined,
    values,
    mode: isRehearsal(call) ? 'plan' : 'apply',
  })
  return answerNewFile(call, result, text('template') === undefined ? 'empty' : 'filled')
}

function refuseWithoutMessage({ words, options }: Call): void {
  const given = ['owners', 'leave-out-unseen'].find((name) => options[name] !== undefined)
  if (given !== undefined) {
    throw new PlinthError('E_USAGE', `--${given} is about a script that is made of a database`, {
      hint: 'plinth create --from-database',
    })
  }
  // A question writes no file that had to be named.
  if (words.length > 0 || (options['auto'] === true && options['check'] === true)) return
  throw new PlinthError('E_USAGE', 'plinth create needs a message: what the migration changes', {
    hint: 'plinth create "add user last_login column"; without one, from what a database is: plinth create --from-database',
  })
}

/** What would be passed over in silence. */
function refuseWithoutAuto({ options }: Call): void {
  const given = ['check', 'concurrently', 'rename'].find(
    (name) => options[name] !== undefined && options[name] !== false,
  )
  if (given === undefined) return
  throw new PlinthError('E_USAGE', `--${given} means something with --auto only`, {
    hint: `plinth create --auto --${given} "<what changes>"`,
  })
}

/** A merge joins heads, a template brings its SQL: neither waits for somebody to write it. */
function answerNewFile(call: Call, result: CreateResult, body: 'empty' | 'filled'): number {
  const sections = result.downRevisions.length > 1 ? 'filled' : body
  return isRehearsal(call)
    ? answer(call, result, renderNewFile)
    : answer(call, result, (value, terminal) => renderCreate(value, terminal, sections))
}

export async function runMerge(call: Call): Promise<number> {
  const { merge } = await import('../commands/merge.ts')
  const { options } = call
  const result = await merge(call.at, {
    revisions: call.words,
    message: options['message'] as string | undefined,
    label: options['label'] as string | undefined,
    dependsOn: options['depends-on'] as string[] | undefined,
    mode: isRehearsal(call) ? 'plan' : 'apply',
  })
  if (result !== undefined) return answerNewFile(call, result, 'filled')
  return answer(call, { merged: false }, () => ['There is nothing to join: the history has one head.'])
}
