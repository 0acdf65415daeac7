import type { Change, Mode } from '../change.ts'
import type { UpgradeResult } from '../commands/upgrade.ts'
import { PlinthError, errorCodes, type ErrorCode } from '../errors.ts'
import type { ResetWarning } from '../commands/reset.ts'
import * as lines from './render.ts'
import type { Call } from './call.ts'
import { bytes, field } from './words.ts'

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
  return call.options['dry-run'] === true ? 'plan' : 'apply'
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
  })
  return answer(call, result, lines.renderCreate)
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
  const { reset } = await import('../commands/reset.ts')
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
  const { createInterface } = await import('node:readline/promises')
  call.terminal.error(
    `  This deletes ALL data of ${warning.database} on ${warning.host}: ${warning.tables} tables, about ${warning.rows} rows, ${bytes(warning.bytes)}.`,
  )
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await reader.question('? Type the database name to continue: ')).trim()
  } finally {
    reader.close()
  }
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
  if (!(code in errorCodes))
    throw new PlinthError('E_USAGE', `there is no error code ${code}`, {
      hint: `The codes are: ${Object.keys(errorCodes).join(', ')}`,
    })
  const { about, exit } = errorCodes[code as ErrorCode]
  return answer(call, { code, about, exit }, () => [
    `${code}: ${about}`,
    field('exit', String(exit)),
    field('more', 'docs/errors.md'),
  ])
}
