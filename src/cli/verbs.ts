import { closest, distance } from 'fastest-levenshtein'
import type { Change, Mode } from '../change.ts'
import type { UpgradeResult } from '../commands/upgrade.ts'
import { PlinthError, errorCodes, type ErrorCode } from '../errors.ts'
import type { DowngradeWarning } from '../commands/downgrade.ts'
import type { ResetWarning } from '../commands/reset.ts'
import * as lines from './render.ts'
import type { Call } from './call.ts'
import { count, field } from './words.ts'

interface VerbCall {
  /** The least and the most words it takes. */
  readonly words: readonly [number, number]
  readonly run: (call: Call) => Promise<number>
}

/** What each verb of the command line does: call the command, render its result. Commands are loaded when called. */
export const verbCalls: Readonly<Record<string, VerbCall>> = {
  init: { words: [0, 0], run: runInit },
  migrate: {
    words: [0, 1],
    run: async (call) =>
      changed(
        call,
        (await import('../commands/upgrade.ts')).upgrade(call.at, {
          target: call.words[0],
          mode: modeOf(call),
        }),
      ),
  },
  downgrade: {
    words: [1, 1],
    run: async (call) =>
      changed(
        call,
        (await import('../commands/downgrade.ts')).downgrade(call.at, {
          target: call.words[0] as string,
          mode: modeOf(call),
          confirmed: call.options['yes'] === true,
          ...(call.terminal.isInteractive ? { ask: (warning) => askYesOrNo(call, warning) } : {}),
        }),
      ),
  },
  stamp: {
    words: [1, 1],
    run: async (call) =>
      changed(
        call,
        (await import('../commands/stamp.ts')).stamp(call.at, {
          target: call.words[0] as string,
          mode: modeOf(call),
        }),
      ),
  },
  status: { words: [0, 0], run: async (call) => answer(call, await readStatus(call), lines.renderStatus) },
  current: { words: [0, 0], run: async (call) => answer(call, await readStatus(call), lines.renderCurrent) },
  pending: { words: [0, 0], run: async (call) => answer(call, await readStatus(call), lines.renderPending) },
  check: {
    words: [0, 0],
    run: async (call) => {
      const result = await (await import('../commands/check.ts')).check(quiet(call))
      answer(call, result, lines.renderCheck)
      return result.ok ? 0 : 1
    },
  },
  history: { words: [0, 1], run: runHistory },
  heads: {
    words: [0, 0],
    run: async (call) =>
      answer(call, await (await import('../commands/heads.ts')).heads(call.at), lines.renderHeads),
  },
  show: {
    words: [1, 1],
    run: async (call) =>
      answer(
        call,
        await (await import('../commands/show.ts')).show(call.at, { revision: call.words[0] as string }),
        lines.renderShow,
      ),
  },
  create: { words: [1, 1], run: runCreate },
  template: { words: [0, 1], run: runTemplate },
  validate: {
    words: [0, 0],
    run: async (call) => {
      const result = await (await import('../commands/validate.ts')).validate(call.at)
      answer(call, result, lines.renderValidate)
      return result.ok ? 0 : 1
    },
  },
  reset: { words: [0, 0], run: runReset },
  wait: {
    words: [0, 0],
    run: async (call) =>
      answer(call, await (await import('../commands/wait.ts')).wait(call.at), (result) => [
        `✔ ${result.database} is ready, ${result.server}`,
      ]),
  },
  server: { words: [1, 1], run: runServer },
  explain: { words: [1, 1], run: runExplain },
}

function answer<T>(
  call: Call,
  result: T,
  render: (result: T, terminal: Call['terminal']) => readonly string[],
): number {
  if (call.terminal.isJson) call.terminal.json(result)
  for (const line of render(result, call.terminal)) call.terminal.answer(line)
  return 0
}

/** Reading verbs answer without the progress lines of connecting. */
function quiet(call: Call): Call['at'] {
  const { onEvent } = call.at
  return {
    ...call.at,
    onEvent: (event) => (['target', 'state'].includes(event.kind) ? undefined : onEvent(event)),
  }
}

async function readStatus(call: Call) {
  return (await import('../commands/status.ts')).status(quiet(call))
}

function modeOf(call: Call): Mode {
  if (call.options['sql'] === true) return 'script'
  return isRehearsal(call) ? 'plan' : 'apply'
}

function isRehearsal(call: Call): boolean {
  return call.options['dry-run'] === true
}

function answerChange<T extends Change>(
  call: Call,
  result: T,
  render: (result: T, terminal: Call['terminal']) => readonly string[],
): number {
  const { plan, sql } = result
  if (sql !== undefined) return answer(call, { plan, sql }, () => [sql.trimEnd()])
  return modeOf(call) === 'plan' ? answer(call, plan, lines.renderPlanLines) : answer(call, result, render)
}

async function changed(call: Call, work: Promise<UpgradeResult>): Promise<number> {
  return answerChange(call, await work, lines.renderChange)
}

async function runInit(call: Call): Promise<number> {
  const { init } = await import('../commands/init.ts')
  const { options } = call
  const result = await init(call.at, {
    adopt: options['adopt'] as string | undefined,
    migrate: options['migrate'] === false ? 'later' : 'now',
    createDatabase: options['create-database'] === true,
    allowNewer: options['allow-newer'] === true,
    mode: modeOf(call),
  })
  return answerChange(call, result, lines.renderInit)
}

async function runHistory(call: Call): Promise<number> {
  const { history, recorded } = await import('../commands/history.ts')
  if (call.options['recorded'] === true) return answer(call, await recorded(quiet(call)), lines.renderJournal)
  const marks =
    call.options['indicate-current'] === true || call.options['i'] === true ? ('current' as const) : undefined
  return answer(
    call,
    await history(quiet(call), { range: call.words[0], ...(marks ? { marks } : {}) }),
    lines.renderHistory,
  )
}

async function runCreate(call: Call): Promise<number> {
  const { create } = await import('../commands/create.ts')
  const { options } = call
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
    values,
    mode: isRehearsal(call) ? 'plan' : 'apply',
  })
  return answer(call, result, isRehearsal(call) ? lines.renderNewFile : lines.renderCreate)
}

async function runTemplate(call: Call): Promise<number> {
  const { renderTemplate, templateNames, templateNeeds } = await import('../migrations/templates.ts')
  const [name] = call.words
  if (name === undefined) {
    const rows = templateNames.map((known) => ({ name: known, needs: templateNeeds(known) }))
    return answer(call, rows, (all) =>
      all.map((row) => `${row.name.padEnd(16)} --${row.needs.join(' … --')} …`),
    )
  }
  const example = {
    table: 'users',
    column: 'team_id',
    type: 'bigint',
    references: 'teams',
    referencesColumn: 'id',
  }
  const { upgrade, downgrade } = renderTemplate(name, example)
  return answer(call, { upgrade: upgrade.sql, downgrade: downgrade.sql }, (sql) => [
    '-- plinth: upgrade',
    sql.upgrade,
    '',
    '-- plinth: downgrade',
    sql.downgrade,
  ])
}

async function runReset(call: Call): Promise<number> {
  const { previewReset, reset } = await import('../commands/reset.ts')
  if (isRehearsal(call)) return answer(call, await previewReset(call.at), lines.renderResetPreview)
  const ask = (warning: ResetWarning) => askForName(call, warning)
  const result = await reset(call.at, {
    confirm: call.options['confirm'] as string | undefined,
    ...(call.terminal.isInteractive ? { ask } : {}),
  })
  return answer(call, result, (value, terminal) => [
    `${value.dropped} objects dropped`,
    ...lines.renderInit(value, terminal),
  ])
}

async function askForName(call: Call, warning: ResetWarning): Promise<string | undefined> {
  call.terminal.error(`  This deletes ${lines.doomed(warning)}.`)
  return ask(call, '? Type the database name to continue: ')
}

async function askYesOrNo(call: Call, { database, environment, steps }: DowngradeWarning): Promise<boolean> {
  call.terminal.error(
    `  This undoes ${count(steps, 'migration')} of ${database}, which is marked as ${environment}.`,
  )
  return /^y(es)?$/i.test((await ask(call, '? Go on? [y/N] ')) ?? '')
}

/** A line that the user types; undefined when the input ends or the run is interrupted instead. */
async function ask(call: Call, question: string): Promise<string | undefined> {
  const { createInterface } = await import('node:readline')
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  return new Promise((resolve) => {
    const { signal } = call.at
    signal?.addEventListener('abort', () => reader.close(), { once: true })
    // On a terminal Ctrl-C is a key for the reader, and no signal for the process.
    reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    reader.once('close', () => resolve(undefined))
    reader.question(question, (line) => {
      resolve(line.trim())
      reader.close()
    })
  })
}

async function runServer(call: Call): Promise<number> {
  const [action] = call.words
  if (action !== 'start' && action !== 'stop' && action !== 'status') {
    throw new PlinthError('E_USAGE', `plinth server does not know "${action}"`, {
      hint: 'plinth server start, plinth server stop, plinth server status',
    })
  }
  const result = await (await import('../commands/server.ts')).server(call.at, { action })
  const word = result.running ? 'running' : action === 'stop' && result.changed ? 'stopped' : 'not running'
  answer(call, result, () => [`embedded server ${word}${result.url ? `: ${result.url}` : ''}`])
  return action === 'status' && !result.running ? 1 : 0
}

async function runExplain(call: Call): Promise<number> {
  const code = (call.words[0] as string).toUpperCase()
  if (!(code in errorCodes)) throw unknownCode(code)
  const { about, exit } = errorCodes[code as ErrorCode]
  return answer(call, { code, about, exit }, () => [
    `${code}: ${about}`,
    field('exit', String(exit)),
    field('more', 'docs/errors.md'),
  ])
}

function unknownCode(code: string): PlinthError {
  const codes = Object.keys(errorCodes)
  const nearest = closest(code, codes)
  return new PlinthError('E_USAGE', `there is no error code ${code}`, {
    detail: `The codes are: ${codes.join(', ')}`,
    ...(distance(code, nearest) <= 3 ? { hint: `Did you mean: plinth explain ${nearest}?` } : {}),
  })
}
