import { describe, expect, test } from 'vitest'
import { parseArguments } from '../../../src/cli/arguments.ts'
import { helpPage } from '../../../src/cli/help-page.ts'
import { optionHelp } from '../../../src/cli/help-options.ts'
import { helpVerbs } from '../../../src/cli/help-verbs.ts'
import { help } from '../../../src/cli/help.ts'
import { globalOptions, verbs } from '../../../src/cli/options.ts'

const pages = Object.keys(verbs).filter((verb) => verb !== 'help')

test('every option is described, and no other', () => {
  const all = Object.values(verbs).flatMap(({ options }) => Object.keys(options))
  expect(Object.keys(optionHelp).sort()).toEqual([...new Set([...Object.keys(globalOptions), ...all])].sort())
})

test('every verb has a page, and no other', () => {
  expect(Object.keys(helpVerbs)).toEqual(pages)
})

describe('the page of every verb', () => {
  test.each(pages)('%s: usage, other names, options with a sentence each, examples', (verb) => {
    const page = helpPage(verb)
    const { otherNames = [], options = {} } = verbs[verb] ?? {}
    expect(page).toMatch(new RegExp(`^plinth ${verb}\\b`))
    for (const name of otherNames) expect(page).toContain(`plinth ${name}`)
    for (const name of Object.keys({ ...options, ...globalOptions })) {
      expect(page).toMatch(new RegExp(`^  (-\\w,|   ) --(no-)?${name}\\b`, 'm'))
      const { about = '', env, fallback } = optionHelp[name] ?? {}
      const flat = page.replace(/\s+/g, ' ')
      for (const text of [about, env, fallback]) expect(flat).toContain(text ?? '')
    }
    expect(Math.max(...page.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110)
  })

  test.each(pages)('%s: two to five examples, which are command lines', (verb) => {
    const { examples = [] } = helpVerbs[verb] ?? {}
    expect(examples.length).toBeGreaterThanOrEqual(2)
    expect(examples.length).toBeLessThanOrEqual(5)
    for (const [command] of examples) {
      const [line = ''] = command.split(/ && | > /)
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
      expect(() => parseArguments(words.slice(1)), command).not.toThrow()
    }
  })
})

test('the general page is one screen', () => {
  expect(help.split('\n').length).toBeLessThanOrEqual(36)
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110)
  for (const verb of pages) expect(help).toContain(verb)
})

test('the page of check, whole', () => {
  expect(helpPage('check')).toMatchInlineSnapshot(`
    "plinth check [options]

    Is the database up to date with these files? Exit code 1 when something is pending or was edited, or
    the database is not initialised or is ahead of the files. With --model also when the migrations do
    not make what the model wants. Changes nothing.

    Options
          --model[=PATH]      The wanted schema: a SQL file, or a folder of them. For check, with or
                              without a path: compare it with what the migrations make. Environment:
                              PLINTH_MODEL. Default: model of the configuration file, sql/schema.sql
                              where that is there.
          --shadow-url URL    The server on which shadow databases are made and dropped; the database in
                              it is only connected to. Environment: PLINTH_SHADOW_URL. Default: the
                              server of the database, else the embedded one.

    Options of every command
      -u, --url URL           The database, as postgres://user:password@host:5432/name. Environment:
                              PLINTH_URL, DATABASE_URL, or PGHOST and the other PG* variables. Default:
                              the embedded server in .plinth, but not in staging and production.
      -e, --env NAME          The environment: its .env.NAME and its part of the configuration file are
                              used, and init writes it into the database. Environment: PLINTH_ENV;
                              NODE_ENV when that is production or staging. Default: development.
      -c, --config FILE       The configuration file. Default: plinth.config.ts, .js, .mjs, .cjs or
                              .json, .config/plinth.*, "plinth" in package.json.
      -C, --cwd DIR           The folder of the project. Default: the folder you are in.
          --init FILE         The init script. Environment: PLINTH_INIT. Default: sql/init.sql.
          --migrations DIR    The folder of the migrations. Environment: PLINTH_MIGRATIONS. Default:
                              migrations.
          --schema NAME       The schema of the tracking tables. Environment: PLINTH_SCHEMA. Default:
                              plinth.
          --set NAME=VALUE    A psql variable for the init script: :name, :'name' and :"name" stand for
                              its value.
          --json              One JSON document on stdout instead of lines for people, errors too.
      -q, --quiet             No progress on stderr, only answers and errors.
      -v, --verbose           Every notice of the server, and the stack of an error.
      -y, --yes               Yes to the question that downgrade asks in staging and production.
          --wait[=TIME]       Wait for a server that is starting: 500ms, 30s, 5m. Default: 60s when only
                              --wait is written; without it, only plinth wait waits.
          --lock-timeout TIME How long to wait for another run that holds the lock. Environment:
                              PLINTH_LOCK_TIMEOUT. Default: 15m.
          --color, --no-color Colours, or none. Environment: NO_COLOR, FORCE_COLOR. Default: colours on
                              a terminal.
      -h, --help              This page. plinth --help is the page of all commands.
          --version           The version of Plinth.

    Examples
      plinth check                                          before a deployment, or at the start of an application
      plinth check --model                                  does sql/schema.sql need a migration? In CI, say
      plinth check --json                                   code, pending and heads, for a program"
  `)
})
