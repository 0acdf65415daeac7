/** What a help page says of an option of `options.ts`; a test holds the two together. */
export interface OptionHelp {
  /** How its value is called; none for a flag. */
  readonly value?: string
  readonly about: string
  /** The environment variables that say the same. */
  readonly env?: string
  /** What counts without it. */
  readonly fallback?: string
}

/** The options by name, in the words of the help pages. */
export const optionHelp: Readonly<Record<string, OptionHelp>> = {
  url: {
    value: 'URL',
    about: 'The database, as postgres://user:password@host:5432/name.',
    env: 'PLINTH_URL, DATABASE_URL, or PGHOST and the other PG* variables',
    fallback: 'the embedded server in .plinth, but not in staging and production',
  },
  env: {
    value: 'NAME',
    about:
      'The environment: its .env.NAME and its part of the configuration file are used, and init writes it into the database.',
    env: 'PLINTH_ENV; NODE_ENV when that is production or staging',
    fallback: 'development',
  },
  config: {
    value: 'FILE',
    about: 'The configuration file.',
    fallback: 'plinth.config.ts, .js, .mjs, .cjs or .json, .config/plinth.*, "plinth" in package.json',
  },
  cwd: { value: 'DIR', about: 'The folder of the project.', fallback: 'the folder you are in' },
  init: { value: 'FILE', about: 'The init script.', env: 'PLINTH_INIT', fallback: 'sql/init.sql' },
  migrations: {
    value: 'DIR',
    about: 'The folder of the migrations.',
    env: 'PLINTH_MIGRATIONS',
    fallback: 'migrations',
  },
  schema: {
    value: 'NAME',
    about: 'The schema of the tracking tables.',
    env: 'PLINTH_SCHEMA',
    fallback: 'plinth',
  },
  model: {
    value: '[=PATH]',
    about:
      'The wanted schema: a SQL file, or a folder of them. For check, with or without a path: compare it with what the migrations make.',
    env: 'PLINTH_MODEL',
    fallback: 'model of the configuration file, sql/schema.sql where that is there',
  },
  'shadow-url': {
    value: 'URL',
    about:
      'The server on which shadow databases are made and dropped; the database in it is only connected to.',
    env: 'PLINTH_SHADOW_URL',
    fallback: 'the server of the database, else the embedded one',
  },
  json: { about: 'One JSON document on stdout instead of lines for people, errors too.' },
  quiet: { about: 'No progress on stderr, only answers and errors.' },
  verbose: { about: 'Every notice of the server, and the stack of an error.' },
  yes: { about: 'Yes to the question that downgrade asks in staging and production.' },
  wait: {
    value: '[=TIME]',
    about: 'Wait for a server that is starting: 500ms, 30s, 5m.',
    fallback: '60s when only --wait is written; without it, only plinth wait waits',
  },
  'lock-timeout': {
    value: 'TIME',
    about: 'How long to wait for another run that holds the lock.',
    env: 'PLINTH_LOCK_TIMEOUT',
    fallback: '15m',
  },
  color: { about: 'Colours, or none.', env: 'NO_COLOR, FORCE_COLOR', fallback: 'colours on a terminal' },
  help: { about: 'This page. plinth --help is the page of all commands.' },
  version: { about: 'The version of Plinth.' },
  'dry-run': { about: 'Say what would be done, and change nothing.' },
  sql: { about: 'Print it as a script for psql, which moves the tracking too, instead of doing it.' },
  adopt: {
    value: 'REV',
    about:
      'Take over an existing database that is not what the init script makes: record that it is at this revision. Nothing is run or compared for it; what comes after it is applied.',
  },
  migrate: { about: 'Stop before the migrations: initialise or adopt only.' },
  set: {
    value: 'NAME=VALUE',
    about: 'A psql variable for the init script: :name, :\'name\' and :"name" stand for its value.',
  },
  transaction: {
    about:
      'Run the init script in several transactions instead of one. An init that stopped half-way goes on where it stopped.',
  },
  'single-transaction': {
    about:
      'Commit all steps together, or none. A migration that runs without a transaction cannot be among them.',
  },
  auto: {
    about:
      'Write the migration that makes what the model wants of what the migrations make. It is tried up and down in a shadow database. Where they are the same nothing is written.',
  },
  check: { about: 'With --auto: write nothing, and end with 1 where there is something to write.' },
  update: { about: 'Write plinth.lock anew: the fingerprint of the schema behind each revision.' },
  downgrades: {
    about: 'Also run every migration up, down and up again, and see whether the way back gives what was.',
  },
  accept: {
    value: 'WHY',
    about:
      'Take on the differences that are found: they are told from now on, and are no fault until their last day.',
  },
  by: { value: 'NAME', about: 'With --accept: who answers for it.', fallback: 'your name in git' },
  until: { value: 'DAY', about: 'With --accept: the last day, as 2027-01-31.', fallback: 'in 90 days' },
  rights: { about: 'Compare grants and default privileges too.' },
  rename: {
    value: 'OLD=NEW',
    about:
      'With --auto: it is the same thing under another name, and keeps what it holds: users.mail=email. As often as needed, tables before their columns; nobody is asked about it.',
  },
  concurrently: {
    about:
      'With --auto: do not block writers of tables that are there: indexes CONCURRENTLY, constraints NOT VALID and then validated, in a migration without a transaction.',
  },
  'from-database': {
    about:
      'Write the init script, its baseline and its fingerprint from what the database is, without pg_dump; with --model, a model instead. It is loaded into a shadow database first, and only written where that is then the same. Takes no message.',
  },
  owners: { about: 'With --from-database: write who owns what.', fallback: 'who runs the script owns it' },
  'leave-out-unseen': {
    about:
      'With --from-database: leave out what cannot be seen or made, and have the script name it, instead of refusing.',
  },
  'create-database': { about: 'Create the database when it does not exist.' },
  'allow-newer': {
    about: 'End well, changing nothing, on a database that is at revisions these files do not have.',
  },
  recorded: {
    about: 'The journal of the database instead of the files: each step that was applied, by whom and when.',
  },
  'indicate-current': {
    about: 'Ask the database, and mark what is applied (◉), current (◆) and pending (○).',
  },
  graph: {
    about: 'Draw the history as a graph, or do not.',
    fallback: 'drawn where it has branches',
  },
  message: {
    value: 'TEXT',
    about: 'The message of the merge.',
    fallback: 'merge: and the messages of what is joined',
  },
  head: {
    value: 'REV',
    about:
      'The revision that the new one comes after. Given several times it joins them: a merge. base: none; current: the one that the database is at.',
    fallback: 'the head, if there is only one',
  },
  label: { value: 'NAME', about: 'A name for the branch that begins with the new revision.' },
  'depends-on': {
    value: 'REV',
    about:
      'A revision that must be applied before, without being what the new one comes after. May be repeated.',
  },
  ts: { about: 'A TypeScript migration instead of a SQL one.' },
  template: {
    value: 'NAME',
    about:
      'Fill the migration from a template: migrations/templates/NAME.sql or .ts, or one that Plinth brings. plinth template lists them.',
    fallback: 'migrations/templates/default.sql, with --ts default.ts, where that is there',
  },
  table: { value: 'NAME', about: 'For a template: the table, with its schema if needed.' },
  column: {
    value: 'NAME',
    about: 'For a template: the column; several with commas, but not for add_column and add_table.',
  },
  type: { value: 'TYPE', about: 'For a template: the SQL type of the column.' },
  references: {
    value: 'TABLE',
    about: 'For a template: the table that is referred to; add_foreign_key refers to its column id.',
  },
  purge: {
    about:
      'Take away all that is recorded first: other branches, revisions that these files do not have, a tracking that lost its heads. The journal keeps its rows.',
  },
  confirm: {
    value: 'NAME',
    about: 'The name of the database, as the answer given beforehand; without it reset asks on a terminal.',
  },
}
