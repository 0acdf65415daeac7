import type { FromDatabaseResult } from '../commands/from-database.ts'
import { PlinthError } from '../errors.ts'
import { answer, isRehearsal } from './answer.ts'
import type { Call } from './call.ts'
import { tick } from './render.ts'
import type { Terminal } from './terminal.ts'
import { asTyped, count, field, fields } from './words.ts'

/** `create --from-database`. */
export async function runFromDatabase(call: Call): Promise<number> {
  refuseOthers(call)
  const { options } = call
  const { fromDatabase } = await import('../commands/from-database.ts')
  const result = await fromDatabase(call.at, {
    to: options['model'] === undefined ? 'init script' : 'model',
    owners: options['owners'] === true ? 'written' : 'left out',
    unseen: options['leave-out-unseen'] === true ? 'left out' : 'refused',
    mode: isRehearsal(call) ? 'plan' : 'apply',
  })
  return answer(call, result, isRehearsal(call) ? renderRehearsal : renderWritten)
}

/** What only means something for a migration. */
function refuseOthers({ options, words }: Call): void {
  const [message] = words
  const of = ['auto', 'check', 'concurrently', 'ts', 'template', 'table', 'column', 'type', 'references']
  const given = [...of, 'head', 'label', 'depends-on'].find((name) => options[name] !== undefined)
  if (given === undefined && message === undefined) return
  const what = given === undefined ? `the message "${message ?? ''}"` : `--${given}`
  throw new PlinthError('E_USAGE', `${what} is about a migration, and --from-database writes none`, {
    hint: 'Leave one of the two out.',
  })
}

function renderWritten(result: FromDatabaseResult, terminal: Terminal): readonly string[] {
  const { file, database, statements, baseline, leftOut, secrets, tracking } = result
  const next = tracking === 'tracked' ? 'plinth stamp head --purge' : 'plinth init'
  return [
    `${tick(terminal)} wrote ${file}, from ${database}: ${count(statements, 'statement')}`,
    ...(baseline === undefined ? [] : [field('baseline', asTyped(baseline))]),
    field('proven', 'it makes the same in a shadow database'),
    ...fields('left out', leftOut.join('\n')),
    ...fields('careful', secrets.map((one) => `the file holds the password of ${one}`).join('\n')),
    field('next', baseline === undefined ? 'plinth check --model' : `read it, then: ${next}`),
  ]
}

function renderRehearsal({ file, text, unproven }: FromDatabaseResult): readonly string[] {
  return [
    `Would write ${file}:`,
    '',
    ...text.trimEnd().split('\n'),
    '',
    ...(unproven.length === 0
      ? []
      : ['It would not be written, for it is not what the database is:', ...unproven, '']),
    'Nothing was written (--dry-run).',
  ]
}
