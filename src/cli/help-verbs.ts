interface VerbHelp {
  readonly usage: string
  /** Paragraphs, one a line. */
  readonly about: string
  /** A command line, and what it is for. */
  readonly examples: readonly (readonly [string, string])[]
}

/** What the help pages say of each verb, in the order of `options.ts`. */
export const helpVerbs: Readonly<Record<string, VerbHelp>> = {
  init: {
    usage: 'plinth init [options]',
    about: [
      'Takes a database from whatever it is to initialised, then applies what is pending. Empty: runs the init script and records the baseline. Existing, and just what the init script makes: records the baseline without running anything. Initialised: goes on with the migrations. Anything else is refused, with the ways on; nothing is changed then.',
      'Running it twice, or in many containers at once, is safe. A project without migrations gets its baseline migration written: commit it.',
    ].join('\n'),
    examples: [
      ['plinth init', 'the first time, and every time'],
      ['plinth init --dry-run', 'what would it do?'],
      ['plinth init --create-database --url URL', 'where the database does not exist yet'],
      ['plinth init --adopt 3f1c9a7be204', 'take over a database that you know is at this revision'],
      ['plinth init --wait', 'as the entrypoint of a container'],
    ],
  },
  status: {
    usage: 'plinth status [options]',
    about:
      'Where the database is: state, current revisions, what is pending, what was edited, and what to type next. Changes nothing; a role that can only read suffices.',
    examples: [
      ['plinth status', ''],
      ['plinth status --env production', 'with .env.production and its settings'],
      ['plinth status --json', 'for a program'],
    ],
  },
  wait: {
    usage: 'plinth wait [options]',
    about:
      'Waits until the server takes connections and the database exists: 60 seconds, or what --wait says.',
    examples: [
      ['plinth wait', ''],
      ['plinth wait --wait=5m && npm start', 'for longer'],
    ],
  },
  server: {
    usage: 'plinth server start|stop|status [options]',
    about:
      'The embedded PostgreSQL of the project, in .plinth: for development, where no database is configured. It runs on until it is stopped. status ends with exit code 1 when it does not run.',
    examples: [
      ['plinth server start', 'prints its URL'],
      ['plinth server status', ''],
      ['plinth server stop', 'then .plinth may be deleted, to begin anew'],
    ],
  },
  migrate: {
    usage: 'plinth migrate [target] [options]',
    about: [
      'Applies pending migrations, each in a transaction together with its record. What fails is rolled back; what was applied before stays.',
      'A target is heads (all: the default), head, a revision or at least 4 characters of it, +2 (so many steps), label@head, current (where the database is).',
    ].join('\n'),
    examples: [
      ['plinth migrate', 'everything that is pending'],
      ['plinth migrate --dry-run', 'what would be applied?'],
      ['plinth migrate --single-transaction', 'all of them, or none'],
      ['plinth migrate --sql > deploy.sql', 'for somebody who runs it with psql'],
      ['plinth migrate 3f1c:head --sql', 'the same, without asking a database where it is'],
    ],
  },
  downgrade: {
    usage: 'plinth downgrade <target> [options]',
    about: [
      'Undoes migrations with their downgrade sections, the last first. One without a way back on the way refuses it all, before anything was run. In staging and production it asks first.',
      'A target is -1 or 1 (so many steps), base (all), a revision or at least 4 characters of it: that one stays applied. The baseline has no way back: to empty a development database, plinth reset.',
    ].join('\n'),
    examples: [
      ['plinth downgrade -1', 'undo the last one'],
      ['plinth downgrade 3f1c --dry-run', 'what would be undone down to 3f1c…?'],
      ['plinth downgrade -1 --env production --yes', 'without being asked'],
    ],
  },
  pending: {
    usage: 'plinth pending [options]',
    about:
      'What migrate would apply, in order; on a database that is not initialised yet, what init would. The exit code is 0 either way: for a yes or no, plinth check.',
    examples: [
      ['plinth pending', ''],
      ['plinth pending --json', 'with the state, for a program'],
    ],
  },
  current: {
    usage: 'plinth current [options]',
    about: 'The revisions that the database is at.',
    examples: [
      ['plinth current', ''],
      ['plinth current --url URL', 'of another database'],
    ],
  },
  history: {
    usage: 'plinth history [range] [options]',
    about:
      'The revisions of the files, the newest first; of a range from:to if one is given. Drawn as a graph where it has branches. Needs the database only for the marks, for current (where the database is) in the range, and for what was recorded.',
    examples: [
      ['plinth history', ''],
      ['plinth history -v', 'with files and dates'],
      ['plinth history current:', 'where the database is, and what comes after it'],
      ['plinth history -i', 'which of them are applied?'],
      ['plinth history --recorded', 'what was done to the database, by whom and when'],
    ],
  },
  heads: {
    usage: 'plinth heads [options]',
    about: 'The revisions that no other revises. Several are joined by a merge. Needs no database.',
    examples: [
      ['plinth heads', ''],
      ['plinth merge', 'join them'],
    ],
  },
  branches: {
    usage: 'plinth branches [options]',
    about: 'The revisions that several others revise, and those. Needs no database.',
    examples: [
      ['plinth branches', ''],
      ['plinth branches --json', ''],
    ],
  },
  show: {
    usage: 'plinth show <revision> [options]',
    about: 'One migration, whole. Needs no database, but for current: the revision that the database is at.',
    examples: [
      ['plinth show head', ''],
      ['plinth show 3f1c', 'at least 4 characters of the revision'],
      ['plinth show current', 'what was applied last'],
    ],
  },
  create: {
    usage: 'plinth create <message> [options]',
    about: [
      'Writes a new migration that comes after the head. Fill in its sections with SQL, or have a template do it. Needs no database, but for --head current.',
      'With --auto it is written from the model: what makes the wanted schema of what the migrations make, tried up and down in shadow databases, the database itself is not looked at. On a terminal it asks whether what has another name now is the same thing.',
    ].join('\n'),
    examples: [
      ['plinth create "add user last_login column"', ''],
      [
        'plinth create "team of a user" --template add_column --table users --column team_id --type bigint',
        '',
      ],
      ['plinth create "backfill names" --ts', 'in TypeScript'],
      ['plinth create --auto "mail of users"', 'from sql/schema.sql, or what "model" names'],
      ['plinth create --from-database', 'begin with a database that is there: its init script'],
    ],
  },
  merge: {
    usage: 'plinth merge [revisions] [options]',
    about:
      'Writes a migration that comes after several others, so that there is one head again. Joins all heads if none are named. Needs no database.',
    examples: [
      ['plinth merge', 'all heads'],
      ['plinth merge 3f1c 9a7b -m "invoices + search"', 'two of them'],
    ],
  },
  template: {
    usage: 'plinth template [name] [options]',
    about:
      'Lists the templates of create, or prints one of them with examples for its values. Your own are the .sql and .ts files of migrations/templates: a migration without its header, with placeholders like {{message}}. The one named default is taken when create names none.',
    examples: [
      ['plinth template', 'their names, and the options that each needs'],
      ['plinth template add_index', ''],
      ['plinth template default', 'your own migrations/templates/default.sql'],
    ],
  },
  check: {
    usage: 'plinth check [options]',
    about:
      'Is the database up to date with these files? Exit code 1 when something is pending or was edited, or the database is not initialised or is ahead of the files. With --model also when the migrations do not make what the model wants. Changes nothing.',
    examples: [
      ['plinth check', 'before a deployment, or at the start of an application'],
      ['plinth check --model', 'does sql/schema.sql need a migration? In CI, say'],
      ['plinth check --json', 'code, pending and heads, for a program'],
    ],
  },
  verify: {
    usage: 'plinth verify [options]',
    about: [
      'Do init script, migrations and the database say the same? Replays the migrations in a shadow database, which is dropped, and compares: with the database where its heads are, with plinth.lock, and with what a revision replaces. Names each object that differs, what of it, and the migration that touched it last. Ends with 1 where something differs that nobody has accepted. Reads the database only.',
      'Without a database it compares the files by themselves.',
    ].join('\n'),
    examples: [
      ['plinth verify', 'was something changed by hand?'],
      ['plinth verify --update', 'write plinth.lock, after a migration was written'],
      ['plinth verify --downgrades', 'do the ways back work?'],
      ['plinth verify --accept "for the report"', 'take it on, for 90 days'],
    ],
  },
  validate: {
    usage: 'plinth validate [options]',
    about:
      'Are the files sound? Their form, the graph and its heads, the SQL as far as it can be judged without a server, the init script. Lists all that it finds; exit code 1 when one of them is an error. Needs no database.',
    examples: [
      ['plinth validate', 'in every pull request'],
      ['plinth validate --json', ''],
    ],
  },
  stamp: {
    usage: 'plinth stamp <revisions> [options]',
    about: [
      'Records that the database is at a revision, or at several, without running or comparing anything. For a database that was changed by hand, or a tracking that got lost.',
      'A revision is an id or at least 4 characters of it, head, heads, current, or base (nothing is applied; label@base: nothing of that branch), which stands alone. Heads of other branches stay, unless --purge takes them away too.',
    ].join('\n'),
    examples: [
      ['plinth stamp head', 'everything was done by hand'],
      ['plinth stamp 3f1c --dry-run', ''],
      ['plinth stamp 3f1c 9a7b', 'two branches at once'],
      ['plinth stamp 3f1c --purge', 'and forget every other revision that is recorded'],
    ],
  },
  repair: {
    usage: 'plinth repair [revisions] [options]',
    about:
      'Accepts that applied migrations were edited: records their files as they are now, and runs nothing. For an edit that the database has already. Edits of comments and white space need no repair.',
    examples: [
      ['plinth repair --dry-run', 'which were edited?'],
      ['plinth repair 3f1c', 'accept the edit of one of them'],
    ],
  },
  reset: {
    usage: 'plinth reset [options]',
    about:
      'Deletes everything in the database, then does what init does. For development and tests: it wants the name of the database, and refuses one that is marked as production or staging, that is protected, or that Plinth did not initialise.',
    examples: [
      ['plinth reset', 'asks for the name'],
      ['plinth reset --confirm shop_test', 'where nobody can be asked'],
      ['plinth reset --dry-run', 'what would be deleted?'],
    ],
  },
  explain: {
    usage: 'plinth explain <code> [options]',
    about: 'What an error code means, and what to do about it.',
    examples: [
      ['plinth explain E_EDITED', ''],
      ['plinth explain edited', 'the same'],
    ],
  },
}
