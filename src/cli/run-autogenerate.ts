import type { AutogenerateResult } from '../commands/autogenerate.ts'
import { PlinthError } from '../errors.ts'
import type { SaidRename } from '../schema/rename/said-renames.ts'
import { answer, isRehearsal } from './answer.ts'
import { askRename } from './ask.ts'
import type { Call } from './call.ts'
import { renderNewFile, tick } from './render.ts'
import type { Terminal } from './terminal.ts'
import { asTyped, count, field, fields, noteLines } from './words.ts'

/** `create --auto`, with `--check` as a question whose answer is the exit code. */
export async function runAutogenerate(call: Call): Promise<number> {
  const { options, words, terminal } = call
  refuseOthers(call)
  const { autogenerate } = await import('../commands/autogenerate.ts')
  const isQuestion = options['check'] === true
  const result = await autogenerate(call.at, {
    message: words[0] ?? 'what the model wants',
    head: options['head'] as string[] | undefined,
    label: options['label'] as string | undefined,
    dependsOn: options['depends-on'] as string[] | undefined,
    renames: renamesIn(options['rename'] as string[] | undefined),
    indexes: options['concurrently'] === true ? 'concurrent' : 'blocking',
    mode: isQuestion || isRehearsal(call) ? 'plan' : 'apply',
    ...(terminal.isInteractive && !isQuestion ? { askRename: (rename) => askRename(call, rename) } : {}),
  })
  if (result === undefined)
    return answer(call, { differs: false }, () => [
      `${tick(terminal)} the migrations make what the model wants. Nothing to write.`,
    ])
  const told = { differs: true, ...result }
  if (isQuestion) answer(call, told, renderAnswer)
  else if (isRehearsal(call)) answer(call, told, renderNewFile)
  else answer(call, told, renderGenerated)
  return isQuestion ? 1 : 0
}

function renamesIn(given: readonly string[] = []): readonly SaidRename[] {
  return given.map((text) => {
    const [, from, to] = /^((?:"(?:[^"]|"")*"|[^"=])+)=((?:"(?:[^"]|"")*"|[^"=])+)$/.exec(text) ?? []
    if (from !== undefined && to !== undefined) return { from, to }
    throw new PlinthError('E_USAGE', `--rename ${text} does not say what becomes what`, {
      hint: 'plinth create --auto "<what changes>" --rename users.mail=email',
    })
  })
}

/** What only means something for a migration of another kind. */
function refuseOthers({ options }: Call): void {
  const given = ['ts', 'template', 'table', 'column', 'type', 'references'].find(
    (name) => options[name] !== undefined,
  )
  if (given === undefined) return
  throw new PlinthError('E_USAGE', `--${given} says what a migration holds, and so does --auto`, {
    hint: 'Leave one of the two out.',
  })
}

function renderGenerated(result: AutogenerateResult, terminal: Terminal): readonly string[] {
  const { file, revision, downRevisions, model, baseline } = result
  return [
    ...(baseline ? [`${tick(terminal)} wrote the baseline ${asTyped(baseline)}`] : []),
    `${tick(terminal)} created ${file}, from ${model}: ${count(result.statements, 'statement')}`,
    field('revision', `${revision}, revises ${downRevisions.join(', ') || '<base>'}`),
    ...aboutIt(result, 'the file says how, or write it anew with --rename'),
    field(
      'next',
      result.unproven.length === 0
        ? `read it, then: ${result.next}`
        : 'correct it first: as it is, it does not make what the model wants',
    ),
    ...noteLines(result.note),
  ]
}

function renderAnswer(result: AutogenerateResult, { out }: Terminal): readonly string[] {
  return [
    `${out.red('✖')} the migrations do not make what ${result.model} wants: ${count(result.statements, 'statement')} to go (- they do not make it, + it does not want it)`,
    ...result.differences.map((line) => `    ${line}`),
    ...aboutIt(result, 'is it? then with --rename <old>=<new>'),
    field('next', 'plinth create --auto "<what changes>"'),
    out.dim('  E_DRIFT, exit 1'),
  ]
}

/** What one has to know before running it. */
function aboutIt(
  { renamed, perhaps, hazards, left, unproven }: AutogenerateResult,
  howToRename: string,
): readonly string[] {
  const list = (name: string, lines: readonly string[]) => fields(name, lines.join('\n') || undefined)
  return [
    ...list(
      'renamed',
      renamed.map(({ kind, from, to }) => `${kind} ${from} to ${to}`),
    ),
    ...list(
      'renamed?',
      perhaps.map(({ kind, from, to }) => `${kind} ${from} to ${to}: ${howToRename}`),
    ),
    ...list('careful', hazards),
    ...list('by hand', left),
    ...(unproven.length === 0
      ? [field('proven', 'up and down, in a shadow database')]
      : list('not proven', unproven)),
  ]
}
