import type { ResetWarning } from '../commands/reset.ts'
import type { Overview, Standing } from '../commands/status.ts'
import { PlinthError } from '../errors.ts'
import { answer, answerChange, changed, isRehearsal, modeOf, quiet } from './answer.ts'
import { askForName, askYesOrNo } from './ask.ts'
import type { Call } from './call.ts'
import * as files from './render-files.ts'
import { renderHistory } from './render-history.ts'
import * as standing from './render-status.ts'
import * as lines from './render.ts'

export interface VerbCall {
  /** The least and the most words it takes. */
  readonly words: readonly [number, number]
  /** What the first of them is, where it must be there. */
  readonly needs?: string
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
          commit: commitTimeOf(call),
        }),
      ),
  },
  downgrade: {
    words: [1, 1],
    needs: 'a target: -1, 2, base or a revision',
    run: async (call) =>
      changed(
        call,
        (await import('../commands/downgrade.ts')).downgrade(call.at, {
          target: call.words[0] as string,
          mode: modeOf(call),
          commit: commitTimeOf(call),
          confirmed: call.options['yes'] === true,
          ...(call.terminal.isInteractive ? { ask: (warning) => askYesOrNo(call, warning) } : {}),
        }),
      ),
  },
  stamp: { words: [1, 100], needs: 'a revision, head, heads, current or base', run: runStamp },
  repair: {
    words: [0, 100],
    run: async (call) =>
      changed(
        call,
        (await import('../commands/repair.ts')).repair(call.at, {
          revisions: call.words,
          mode: isRehearsal(call) ? 'plan' : 'apply',
        }),
      ),
  },
  status: {
    words: [0, 0],
    run: async (call) => answer(call, await readOverview(call), standing.renderStatus),
  },
  current: {
    words: [0, 0],
    run: async (call) => answer(call, await readStatus(call), standing.renderCurrent),
  },
  pending: {
    words: [0, 0],
    run: async (call) => answer(call, await readStatus(call), standing.renderPending),
  },
  check: {
    words: [0, 0],
    run: async (call) => {
      const model = call.options['model'] !== undefined ? ('compared' as const) : undefined
      const result = await (await import('../commands/check.ts')).check(quiet(call), { model })
      answer(call, result, standing.renderCheck)
      return result.ok ? 0 : 1
    },
  },
  history: { words: [0, 1], run: runHistory },
  heads: {
    words: [0, 0],
    run: async (call) =>
      answer(call, await (await import('../commands/heads.ts')).heads(call.at), files.renderHeads),
  },
  branches: {
    words: [0, 0],
    run: async (call) =>
      answer(call, await (await import('../commands/branches.ts')).branches(call.at), files.renderBranches),
  },
  show: {
    words: [1, 1],
    needs: 'a revision',
    run: async (call) =>
      answer(
        call,
        await (await import('../commands/show.ts')).show(quiet(call), { revision: call.words[0] as string }),
        files.renderShow,
      ),
  },
  create: { words: [0, 1], run: async (call) => (await import('./run-create.ts')).runCreate(call) },
  merge: { words: [0, 100], run: async (call) => (await import('./run-create.ts')).runMerge(call) },
  template: { words: [0, 1], run: runTemplate },
  validate: {
    words: [0, 0],
    run: async (call) => {
      const result = await (await import('../commands/validate.ts')).validate(call.at)
      answer(call, result, files.renderValidate)
      return result.ok ? 0 : 1
    },
  },
  verify: { words: [0, 0], run: async (call) => (await import('./run-verify.ts')).runVerify(call) },
  reset: { words: [0, 0], run: runReset },
  wait: {
    words: [0, 0],
    run: async (call) =>
      answer(call, await (await import('../commands/wait.ts')).wait(call.at), (result) => [
        `✔ ${result.database} is ready, ${result.server}`,
      ]),
  },
  server: { words: [1, 1], needs: 'an action: start, stop or status', run: runServer },
  explain: {
    words: [1, 1],
    needs: 'the code of an error, as in: plinth explain E_EDITED',
    run: async (call) => (await import('./explain.ts')).explain(call),
  },
}

function commitTimeOf({ options }: Call) {
  return options['single-transaction'] === true ? ('at the end' as const) : undefined
}

async function readOverview(call: Call): Promise<Overview> {
  const { overview, status } = await import('../commands/status.ts')
  return call.terminal.isJson ? status(quiet(call)) : overview(quiet(call))
}

/** Words need no more than the first row of what is applied. */
async function readStatus(call: Call): Promise<Standing> {
  const { standing: read, status } = await import('../commands/status.ts')
  return call.terminal.isJson ? status(quiet(call)) : (await read(quiet(call))).status
}

async function runInit(call: Call): Promise<number> {
  const { init } = await import('../commands/init.ts')
  const { options } = call
  const result = await init(call.at, {
    adopt: options['adopt'] as string | undefined,
    migrate: options['migrate'] === false ? 'later' : 'now',
    createDatabase: options['create-database'] === true,
    allowNewer: options['allow-newer'] === true,
    transaction: options['transaction'] === false ? 'in parts' : 'one',
    commit: commitTimeOf(call),
    mode: modeOf(call),
  })
  return answerChange(call, result, lines.renderInit)
}

async function runStamp(call: Call): Promise<number> {
  const { stamp } = await import('../commands/stamp.ts')
  const purge = call.options['purge'] === true
  const options = { target: call.words, purge, mode: modeOf(call) }
  const result = await stamp(call.at, options)
  if (!purge || options.mode === 'script') return answerChange(call, result, lines.renderChange)
  if (options.mode === 'apply') return answer(call, result, lines.renderPurge)
  const { plan, replaced } = result
  return answer(call, { ...plan, replaced }, () => lines.renderPurgePlan(result))
}

async function runHistory(call: Call): Promise<number> {
  const { history, recorded } = await import('../commands/history.ts')
  if (call.options['recorded'] === true) return answer(call, await recorded(quiet(call)), files.renderJournal)
  const marks =
    call.options['indicate-current'] === true || call.options['i'] === true ? ('current' as const) : undefined
  return answer(
    call,
    await history(quiet(call), { range: call.words[0], ...(marks ? { marks } : {}) }),
    renderHistory({
      drawn: call.options['graph'] as boolean | undefined,
      verbose: call.options['verbose'] === true,
    }),
  )
}

async function runTemplate(call: Call): Promise<number> {
  const { template, templates } = await import('../commands/template.ts')
  const [name] = call.words
  if (name === undefined) return answer(call, await templates(quiet(call)), files.renderTemplates)
  return answer(call, await template(quiet(call), { name }), ({ text }) => [text.trimEnd()])
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
