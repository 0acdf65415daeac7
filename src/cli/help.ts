/** The one screen of `plinth --help`. */
export const help = `plinth: initialise and migrate a PostgreSQL database. DATABASE_URL or PG* is all it needs.

Start     init                  empty: run sql/init.sql; existing: adopt; initialised: nothing; then migrate
          status                where the database is: state, current, pending, next command
          wait                  wait until the server takes connections
          server <action>       the embedded development server: start, stop, status
Migrate   migrate [target]      apply pending migrations (upgrade, up); heads, a revision, +1
          downgrade <target>    undo migrations (down, rollback); -1, 2, base, a revision
          pending · current · history · heads · branches · show <revision>
Write     create <message>      a new migration (revision, generate, new); --auto: from the model
          merge [revisions]     join the heads, or those revisions, into one
          template [name]       the templates, or one of them
CI        check                 exit 1 when something is pending
          verify                do init script, migrations and database say the same? (drift)
          validate              are the files sound? needs no database
Operate   stamp <revisions>     record where the database is, without running anything
          repair [revisions]    accept that applied migrations were edited
          reset                 drop everything, init, migrate; asks for the name of the database
          explain <code>        what an error code means

Options   -u, --url URL         the database            (PLINTH_URL, DATABASE_URL, PG*)
          -e, --env NAME        the environment         (PLINTH_ENV)
          -c, --config FILE     the configuration file
          -C, --cwd DIR         the folder of the project
          -n, --dry-run         say what would be done, change nothing
              --sql             print it as SQL instead of doing it
              --wait[=60s]      wait for a server that is starting
              --lock-timeout T  how long to wait for another run (PLINTH_LOCK_TIMEOUT), default 15m
              --json            one JSON document on stdout
          -y, --yes             yes to the question that downgrade asks in staging and production
          -q, --quiet · -v, --verbose · --color, --no-color · -h, --help · --version

Every command has a page of its own: plinth init --help

Exit codes: 0 done · 1 the answer is no · 2 usage or configuration · 3 cannot connect · 4 SQL failed
            5 history conflict · 6 lock timeout · 7 refused · 130/143 interrupted`
