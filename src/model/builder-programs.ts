/**
 * Programs that have a tool make its schema in the database that the variables of libpq name, whatever address the project gives to the tool. They look where they
 * are before they make anything.
 */

/** Finds what a module of the project exports. */
const finding = `
const { argv, env } = require('node:process')
const { resolve } = require('node:path')
const { pathToFileURL } = require('node:url')
const { PGHOST: host, PGPORT: port, PGUSER: username, PGPASSWORD: password, PGDATABASE: database } = env
const file = argv[1]
async function load() {
  try {
    return require(resolve(file))
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM' && error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error
    return import(pathToFileURL(resolve(file)).href)
  }
}
async function find(what, isIt) {
  const module = await load()
  for (const value of [module, module.default, ...Object.values(module)]) {
    const one = await value
    if (isIt(one)) return one
  }
  throw new Error(file + ' exports no ' + what)
}
async function makeIn(names, query) {
  const { name } = await query('select current_database() as name')
  if (name !== database) throw new Error('it connected to the database ' + name + ', not to ' + database + ': nothing was made')
  for (const schema of new Set(names))
    if (schema) await query('create schema if not exists "' + schema.replaceAll('"', '""') + '"')
}
`

/** TypeORM 0.3 and 1. It does not make schemas by itself. */
export const typeormProgram = `${finding}
async function build() {
  const source = await find('DataSource', (one) => typeof one?.setOptions === 'function' && typeof one.synchronize === 'function')
  if (source.isInitialized) throw new Error(file + ' connects when it is loaded: it must make the DataSource and export it, no more')
  source.setOptions({
    url: undefined, replication: undefined, host, port: Number(port), username, password, database,
    synchronize: false, migrationsRun: false, dropSchema: false, cache: false,
  })
  await source.initialize()
  try {
    const schemas = source.entityMetadatas.map(({ schema }) => schema)
    await makeIn(schemas, async (sql) => (await source.query(sql))[0])
    await source.synchronize()
  } finally {
    await source.destroy()
  }
}
build()
`

/** Sequelize 6 and 7. It does not make schemas by itself. */
export const sequelizeProgram = `${finding}
async function build() {
  const sequelize = await find('Sequelize', (one) => typeof one?.sync === 'function' && typeof one.define === 'function')
  sequelize.addHook('beforeConnect', (config) => {
    for (const name of ['url', 'connectionString', 'replication']) delete config[name]
    Object.assign(config, { host, port: Number(port), username, user: username, password, database })
  })
  try {
    const { models } = sequelize
    const all = models[Symbol.iterator] ? [...models] : Object.values(models)
    const schemas = all.map((model) => (model.table ?? model.getTableName()).schema)
    await makeIn(schemas, async (sql) => (await sequelize.query(sql))[0][0])
    await sequelize.sync()
  } finally {
    await sequelize.close()
  }
}
build()
`
