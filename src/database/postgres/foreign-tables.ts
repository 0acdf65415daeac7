/** A tracking table of another tool: where it is, and the column that names the newest entry. */
export interface ForeignTable {
  readonly tool: string
  readonly schema: string | undefined
  readonly table: string
  readonly columns: readonly string[]
  readonly revision: string
}

export const foreignTables: readonly ForeignTable[] = [
  {
    tool: 'Alembic',
    schema: undefined,
    table: 'alembic_version',
    columns: ['version_num'],
    revision: 'version_num',
  },
  {
    tool: 'Prisma Migrate',
    schema: undefined,
    table: '_prisma_migrations',
    columns: ['migration_name', 'finished_at'],
    revision: 'migration_name',
  },
  {
    tool: 'Flyway',
    schema: undefined,
    table: 'flyway_schema_history',
    columns: ['installed_rank', 'version'],
    revision: 'version',
  },
  {
    tool: 'golang-migrate',
    schema: undefined,
    table: 'schema_migrations',
    columns: ['version', 'dirty'],
    revision: 'version',
  },
  {
    tool: 'dbmate or Rails',
    schema: undefined,
    table: 'schema_migrations',
    columns: ['version'],
    revision: 'version',
  },
  { tool: 'Knex', schema: undefined, table: 'knex_migrations', columns: ['name', 'batch'], revision: 'name' },
  {
    tool: 'node-pg-migrate',
    schema: undefined,
    table: 'pgmigrations',
    columns: ['name', 'run_on'],
    revision: 'name',
  },
  {
    tool: 'Drizzle',
    schema: undefined,
    table: '__drizzle_migrations',
    columns: ['hash', 'created_at'],
    revision: 'hash',
  },
  {
    tool: 'TypeORM',
    schema: undefined,
    table: 'migrations',
    columns: ['timestamp', 'name'],
    revision: 'name',
  },
  {
    tool: 'MikroORM',
    schema: undefined,
    table: 'mikro_orm_migrations',
    columns: ['name', 'executed_at'],
    revision: 'name',
  },
  {
    tool: 'Kysely',
    schema: undefined,
    table: 'kysely_migration',
    columns: ['name', 'timestamp'],
    revision: 'name',
  },
  { tool: 'Sequelize', schema: undefined, table: 'SequelizeMeta', columns: ['name'], revision: 'name' },
  {
    tool: 'goose',
    schema: undefined,
    table: 'goose_db_version',
    columns: ['version_id', 'is_applied'],
    revision: 'version_id',
  },
  {
    tool: 'Liquibase',
    schema: undefined,
    table: 'databasechangelog',
    columns: ['id', 'orderexecuted'],
    revision: 'id',
  },
  {
    tool: 'Django',
    schema: undefined,
    table: 'django_migrations',
    columns: ['app', 'name'],
    revision: 'name',
  },
  {
    tool: 'Sqitch',
    schema: 'sqitch',
    table: 'changes',
    columns: ['change_id', 'change'],
    revision: 'change',
  },
  {
    tool: 'graphile-migrate',
    schema: 'graphile_migrate',
    table: 'migrations',
    columns: ['hash', 'filename'],
    revision: 'filename',
  },
  {
    tool: 'Atlas',
    schema: undefined,
    table: 'atlas_schema_revisions',
    columns: ['version', 'executed_at'],
    revision: 'version',
  },
  {
    tool: 'Entity Framework',
    schema: undefined,
    table: '__EFMigrationsHistory',
    columns: ['MigrationId'],
    revision: 'MigrationId',
  },
  {
    tool: 'Laravel',
    schema: undefined,
    table: 'migrations',
    columns: ['migration', 'batch'],
    revision: 'migration',
  },
]
