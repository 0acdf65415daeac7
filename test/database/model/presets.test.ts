import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { autogenerate } from '../../../src/commands/autogenerate.ts'
import { withMigrationsAndModel } from '../../../src/commands/model-difference.ts'
import { openProject, type Surroundings } from '../../../src/project.ts'
import { realWorld } from '../../../src/world.ts'
import { contentsOf, makeDatabase } from '../../support/project.ts'

const cache = join(import.meta.dirname, '../../../.cache')

interface Tool {
  /** A folder of .cache/models, or where Python finds its packages. */
  readonly installed: string
  readonly model: unknown
  readonly files: Readonly<Record<string, string>>
  readonly makes: readonly string[]
}

const drizzleSchema = `import { index, integer, pgEnum, pgTable, serial, text } from 'drizzle-orm/pg-core'
export const mood = pgEnum('mood', ['sad', 'ok'])
export const users = pgTable('users', { id: serial('id').primaryKey(), name: text('name'), mood: mood('mood') }, (t) => [
  index('by_name').on(t.name),
])
export const posts = pgTable('posts', { author: integer('author').references(() => users.id) })
`

const prismaSchema = `datasource db {
  provider = "postgresql"
  // url
}
model User {
  id    Int    @id @default(autoincrement())
  name  String @unique
  posts Post[]
}
model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id])
}
`

/** With what the tools need of TypeScript: decorators, and types that are read at run time. */
const typeormFiles = {
  'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
  'src/user.ts': `import { Column, Entity, Index, OneToMany, PrimaryGeneratedColumn } from 'typeorm'
import { Post } from './post'
@Entity('users')
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Index('by_name') @Column() name!: string
  @Column({ type: 'enum', enum: ['sad', 'ok'], default: 'ok' }) mood!: string
  @OneToMany(() => Post, (post) => post.author) posts!: Post[]
}
`,
  'src/post.ts': `import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, ViewColumn, ViewEntity } from 'typeorm'
import { User } from './user'
@Entity({ name: 'posts', schema: 'blog' })
export class Post {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' }) id!: string
  @Column({ default: () => 'now()' }) made!: Date
  @ManyToOne(() => User, (user) => user.posts) author!: User
}
@ViewEntity({ name: 'latest', expression: 'select max(made) as made from blog.posts' })
export class Latest {
  @ViewColumn() made!: Date
}
`,
  // A database that is not there: whatever the file says, the tool works in the one that it is given.
  'src/data-source.ts': `import 'reflect-metadata'
import { DataSource } from 'typeorm'
import { Latest, Post } from './post'
import { User } from './user'
export const AppDataSource = new DataSource({
  type: 'postgres', url: 'postgres://nobody@127.0.0.1:1/production', synchronize: true, dropSchema: true, entities: [User, Post, Latest],
})
`,
}
const typeormMakes = [
  'table "public"."users"',
  'index "public"."by_name"',
  'enum "public"."users_mood_enum"',
  'schema "blog"',
  'table "blog"."posts"',
  'view "public"."latest"',
]

const sequelizeSchema = `export const sequelize = new Sequelize(options)
const User = sequelize.define('User', { name: { type: DataTypes.STRING, unique: true }, mood: DataTypes.ENUM('sad', 'ok') }, {
  schema: 'blog', tableName: 'users', indexes: [{ name: 'by_mood', fields: ['mood'] }],
})
User.hasMany(sequelize.define('Post', { title: DataTypes.TEXT }, { schema: 'blog', tableName: 'posts' }))
`
const sequelizeMakes = [
  'schema "blog"',
  'table "blog"."users"',
  'index "blog"."by_mood"',
  'enum "blog"."enum_users_mood"',
  'table "blog"."posts"',
]

const python = join(cache, 'alembic/usr/lib/python3/dist-packages')

const tools: Readonly<Record<string, Tool>> = {
  'drizzle, with its configuration file': {
    installed: 'models/drizzle',
    model: { preset: 'drizzle' },
    files: {
      'schema.ts': drizzleSchema,
      'drizzle.config.ts': `import { defineConfig } from 'drizzle-kit'\nexport default defineConfig({ dialect: 'postgresql', schema: './schema.ts' })\n`,
    },
    makes: [
      'enum "public"."mood"',
      'table "public"."users"',
      'index "public"."by_name"',
      'table "public"."posts"',
    ],
  },
  'drizzle, with a schema': {
    installed: 'models/drizzle',
    model: { preset: 'drizzle', schema: 'src/schema.ts' },
    files: { 'src/schema.ts': drizzleSchema },
    makes: ['table "public"."users"', 'table "public"."posts"'],
  },
  'prisma 7': {
    installed: 'models/prisma',
    model: { preset: 'prisma' },
    files: { 'prisma/schema.prisma': prismaSchema },
    makes: ['table "public"."User"', 'table "public"."Post"', 'index "public"."User_name_key"'],
  },
  'prisma 6': {
    installed: 'models/prisma-6',
    model: { preset: 'prisma', schema: 'db/schema.prisma' },
    files: { 'db/schema.prisma': prismaSchema.replace('// url', 'url = "postgres://localhost:1/nowhere"') },
    makes: ['table "public"."User"', 'table "public"."Post"', 'index "public"."User_name_key"'],
  },
  'mikro-orm': {
    installed: 'models/mikro-orm',
    model: { preset: 'mikro-orm', config: './orm.config.js' },
    files: {
      'orm.config.js': `import { defineConfig, EntitySchema } from '@mikro-orm/postgresql'
const User = new EntitySchema({ name: 'User', properties: { id: { type: 'number', primary: true }, name: { type: 'string', unique: true } } })
export default defineConfig({ entities: [User], dbName: 'nowhere', host: '127.0.0.1', port: 1 })
`,
    },
    makes: ['table "public"."user"', 'constraint "public"."user"."user_name_unique"'],
  },
  'typeorm 1, in TypeScript': {
    installed: 'models/typeorm',
    model: { preset: 'typeorm', config: 'src/data-source.ts' },
    files: typeormFiles,
    makes: typeormMakes,
  },
  'typeorm 0.3, which finds its entities by a pattern': {
    installed: 'models/typeorm-0.3',
    model: { preset: 'typeorm', config: './src/data-source.ts' },
    files: {
      ...typeormFiles,
      'src/data-source.ts': `import 'reflect-metadata'
import { DataSource } from 'typeorm'
export default Promise.resolve(new DataSource({ type: 'postgres', host: '127.0.0.1', port: 1, entities: ['src/{user,post}.ts'] }))
`,
    },
    makes: typeormMakes,
  },
  'sequelize 6, with replicas': {
    installed: 'models/sequelize-6',
    model: { preset: 'sequelize', config: 'db.js' },
    files: {
      'db.js': `const { DataTypes, Sequelize } = require('sequelize')
const nowhere = { host: '127.0.0.1', port: 1, username: 'nobody', password: 'x' }
const options = { dialect: 'postgres', logging: false, database: 'production', replication: { write: nowhere, read: [nowhere] } }
${sequelizeSchema.replace('export const sequelize =', 'const sequelize = module.exports =')}`,
    },
    makes: sequelizeMakes,
  },
  'sequelize 7': {
    installed: 'models/sequelize-7',
    model: { preset: 'sequelize', config: 'db.js' },
    files: {
      'db.js': `import { DataTypes, Sequelize } from '@sequelize/core'
import { PostgresDialect } from '@sequelize/postgres'
const options = { dialect: PostgresDialect, url: 'postgres://nobody:x@127.0.0.1:1/production' }
${sequelizeSchema}`,
    },
    makes: sequelizeMakes,
  },
  sqlalchemy: {
    installed: 'alembic',
    model: { preset: 'sqlalchemy', schema: 'app.models:Base' },
    files: {
      'app/__init__.py': '',
      'app/models.py': `from sqlalchemy import CheckConstraint, Column, Enum, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base
Base = declarative_base()
class User(Base):
    __tablename__ = 'users'
    __table_args__ = (CheckConstraint("name like 'a%'", name='with_percent'),)
    id = Column(Integer, primary_key=True, comment='100 % sure; really')
    name = Column(String(20), nullable=False, unique=True)
    mood = Column(Enum('sad', 'ok', name='mood'), server_default='ok')
class Post(Base):
    __tablename__ = 'posts'
    __table_args__ = {'schema': 'blog'}
    id = Column(Integer, primary_key=True)
    author = Column(ForeignKey('users.id'))
`,
    },
    makes: [
      'enum "public"."mood"',
      'schema "blog"',
      'table "blog"."posts"',
      'constraint "public"."users"."with_percent"',
    ],
  },
}

/** A project with the files of a tool, and the packages that it needs. */
async function projectOf({ installed, model, files }: Tool): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-preset-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  for (const [name, text] of Object.entries({ ...files, 'plinth.config.json': JSON.stringify({ model }) })) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  if (installed === 'alembic') {
    await symlink(join(python, 'sqlalchemy'), join(folder, 'sqlalchemy'), 'junction')
    return folder
  }
  await symlink(join(cache, installed, 'node_modules'), join(folder, 'node_modules'), 'junction')
  await cp(join(cache, installed, 'package.json'), join(folder, 'package.json'))
  return folder
}

/** The native engine of Prisma cannot be had from a package: the same one as WebAssembly stands for it. */
function givePrismaItsEngine(installed: string): void {
  const engine = join(import.meta.dirname, 'prisma-engine.mjs')
  vi.stubEnv('PRISMA_ENGINE_FOLDER', join(cache, installed))
  vi.stubEnv('PRISMA_SCHEMA_ENGINE_BINARY', engine)
  // Not used by what is called here; without it, Prisma 6 looks for one to download.
  vi.stubEnv('PRISMA_QUERY_ENGINE_LIBRARY', engine)
  onTestFinished(() => void vi.unstubAllEnvs())
}

describe('a schema as its own tool has it', { timeout: 240_000 }, () => {
  it.for(Object.entries(tools))('%s', async ([, tool], { skip }) => {
    const isThere = existsSync(join(cache, tool.installed))
    if (!isThere)
      return skip(`.cache/${tool.installed} is not there: scripts/install-models.mjs, install-alembic.mjs`)
    givePrismaItsEngine(tool.installed)
    const folder = await projectOf(tool)
    const database = await makeDatabase()
    await database.query('create table untouched ()')
    const before = await contentsOf(database)
    const at: Surroundings = {
      world: { ...realWorld(folder), env: {} },
      wishes: { url: database.url },
      onEvent: () => {},
      signal: undefined,
      toolVersion: 'test',
    }
    const written = await autogenerate(at, { message: 'all of it' })
    expect(written).toMatchObject({ unproven: [], left: [], downRevisions: [] })
    const project = await openProject(at)
    expect(await autogenerate(at, { message: 'nothing' })).toBeUndefined()
    const keys = await withMigrationsAndModel(at, project, { verb: 'check' }, ({ migrations }) =>
      Promise.resolve([...migrations.facts.keys()]),
    )
    expect(keys).toEqual(expect.arrayContaining([...tool.makes]))
    expect(await contentsOf(database)).toBe(before)
  })
})
